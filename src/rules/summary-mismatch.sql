-- id: summary-mismatch
-- law: IDT-02
-- severity: F
-- unit: TWD
-- needs: none
-- title: Rows that do not add up to the settlement table | 明細合計與收支結算表不符
-- message: The rows of {name} come to {value}, the settlement table says {limit}; worth checking | {name}明細合計 {value}，收支結算表為 {limit}，值得查證
--
-- Only sides of which the filing has rows; a subject without any row counts as a
-- missing table only where the side has rows of two other subjects at least.
-- xianjin reconcile says more.
WITH subject_sum AS MATERIALIZED (
  SELECT code / 100 AS filing, code % 100 AS subject, 1 AS side, amount FROM (
    SELECT filing * 100 + subject AS code, CAST(sum(amount) AS BIGINT) AS amount
    FROM income
    WHERE subject IS NOT NULL AND filing IN (SELECT filing FROM summary_item)
    GROUP BY filing * 100 + subject
  ) i
  UNION ALL
  SELECT code / 100 AS filing, code % 100 AS subject, 2 AS side, amount FROM (
    SELECT filing * 100 + subject AS code, CAST(sum(amount) AS BIGINT) AS amount
    FROM expense
    WHERE subject IS NOT NULL AND filing IN (SELECT filing FROM summary_item)
    GROUP BY filing * 100 + subject
  ) e
),
sides AS MATERIALIZED (
  SELECT filing, side, count(*) AS subjects, CAST(sum(amount) AS BIGINT) AS amount
  FROM subject_sum GROUP BY filing, side
),
names (code, side, name) AS (
  SELECT 11, 1, '個人捐贈收入' UNION ALL SELECT 12, 1, '營利事業捐贈收入'
  UNION ALL SELECT 13, 1, '政黨捐贈收入' UNION ALL SELECT 14, 1, '人民團體捐贈收入'
  UNION ALL SELECT 15, 1, '匿名捐贈收入' UNION ALL SELECT 16, 1, '其他收入'
  UNION ALL SELECT 20, 2, '人事費用支出' UNION ALL SELECT 21, 2, '宣傳支出'
  UNION ALL SELECT 22, 2, '租用宣傳車輛支出'
  UNION ALL SELECT 23, 2, '租用競選辦事處支出' UNION ALL SELECT 24, 2, '集會支出'
  UNION ALL SELECT 25, 2, '交通旅運支出' UNION ALL SELECT 26, 2, '雜支支出'
  UNION ALL SELECT 27, 2, '繳庫支出' UNION ALL SELECT 28, 2, '返還捐贈支出'
  UNION ALL SELECT 29, 2, '公共關係費用支出'
  UNION ALL SELECT 31, 1, '個人捐贈收入' UNION ALL SELECT 32, 1, '營利事業捐贈收入'
  UNION ALL SELECT 33, 1, '人民團體捐贈收入' UNION ALL SELECT 34, 1, '匿名捐贈收入'
  UNION ALL SELECT 35, 1, '其他收入' UNION ALL SELECT 41, 2, '人事費用支出'
  UNION ALL SELECT 42, 2, '業務費用支出' UNION ALL SELECT 43, 2, '公共關係費用支出'
  UNION ALL SELECT 44, 2, '選務費用支出' UNION ALL SELECT 46, 2, '雜支支出'
  UNION ALL SELECT 47, 2, '繳庫支出'
  UNION ALL SELECT 48, 2, '捐贈其推薦之公職候選人競選費用支出'
  UNION ALL SELECT 49, 2, '返還捐贈支出' UNION ALL SELECT 51, 1, '其他收入'
  UNION ALL SELECT 61, 2, '支付當選後與其公務有關之費用'
  UNION ALL SELECT 62, 2, '捐贈政治團體或所屬政黨支出'
  UNION ALL SELECT 63, 2, '捐贈教育、文化、公益、慈善機構或團體支出'
  UNION ALL SELECT 64, 2, '參加公職人員選舉使用支出'
  UNION ALL SELECT 68, 2, '返還捐贈支出' UNION ALL SELECT 69, 2, '繳庫支出'
),
pairs AS (
  SELECT y.filing, y.item, n.name, coalesce(s.amount, 0) AS found, y.amount AS said
  FROM summary_item y
  JOIN names n ON y.item = CAST(n.code AS TEXT)
  JOIN sides d ON d.filing = y.filing AND d.side = n.side
  LEFT JOIN subject_sum s ON s.filing = y.filing AND s.subject = n.code
  WHERE s.amount IS NOT NULL OR d.subjects >= 2
  UNION ALL
  SELECT y.filing, y.item,
         CASE d.side WHEN 1 THEN '收入小計' ELSE '支出小計' END AS name,
         d.amount AS found, y.amount AS said
  FROM summary_item y
  JOIN sides d ON d.filing = y.filing AND d.subjects >= 2
              AND y.item = CASE d.side WHEN 1 THEN 'income_total'
                                       ELSE 'expense_total' END
)
SELECT CAST(filing AS TEXT) || ' ' || item AS key, filing, NULL AS donor,
       NULL AS entry, found AS value, said AS "limit", NULL AS law, NULL AS exempt,
       name AS detail
FROM pairs
WHERE found <> said
