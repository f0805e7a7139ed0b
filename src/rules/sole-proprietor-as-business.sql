-- id: sole-proprietor-as-business
-- law: REC-07
-- severity: F
-- unit: TWD
-- needs: none
-- title: Firm or office booked as a business that counts as an individual | 獨資、合夥或事務所等列為營利事業捐贈
-- message: By its name the donor appears to be a sole proprietor, a partnership or an office; its gift belongs under gifts of individuals; worth checking | 捐贈者名稱似為獨資、合夥商號或事務所、醫院、診所、補習班，應列入個人捐贈收入，值得查證
WITH firm AS (
  SELECT g.entry, g.filing, g.donor, g.amount, g.day, g.disposition,
         CASE WHEN g.name LIKE '%事務所' OR g.name LIKE '%診所'
                OR g.name LIKE '%醫院' OR g.name LIKE '%補習班'
              THEN 'individual.offices' ELSE 'individual.firms' END AS law_name
  FROM gift g
  WHERE g.kind = 'business' AND g.name NOT LIKE '%公司%'
    AND g.name NOT LIKE '%法人%' AND g.name NOT LIKE '%有限%'
    AND g.name NOT LIKE '%政事務所'
    AND ((g.name LIKE '%行' AND g.name NOT LIKE '%銀行' AND g.name NOT LIKE '%分行')
         OR g.name LIKE '%業社' OR g.name LIKE '%商社' OR g.name LIKE '%工程社'
         OR g.name LIKE '%號' OR g.name LIKE '%商店' OR g.name LIKE '%小吃店'
         OR g.name LIKE '%包工業' OR g.name LIKE '%工作室'
         OR g.name LIKE '%事務所' OR g.name LIKE '%診所' OR g.name LIKE '%醫院'
         OR g.name LIKE '%補習班')
)
SELECT w.entry AS key, w.filing, w.donor, w.entry, w.amount AS value,
       NULL AS "limit", l.id AS law, w.disposition AS exempt, NULL AS detail
FROM firm w
JOIN law l ON l.name = w.law_name
          AND (l.from_day IS NULL OR w.day >= l.from_day)
          AND (l.to_day IS NULL OR w.day <= l.to_day)
