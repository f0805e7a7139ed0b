-- id: big-payee
-- law: S-20
-- severity: S
-- unit: TWD
-- needs: none
-- title: One payee with a large part of the spending, or a large round fee | 支出集中於單一對象或整數高額費用
-- message: {value} went to one payee, of a spending of {limit} in all ({name}); worth checking | 支付單一對象 {value}，全部支出 {limit}（{name}），值得查證
--
-- Returns of gifts and payments to the treasury are left out, and filings that spent
-- little.  Fees: licences, royalties, consulting and service fees of whole hundred
-- thousands, told by the words of the purpose.
WITH pair AS MATERIALIZED (
  SELECT donor, filing, sum(amount) AS amount
  FROM expense
  WHERE donor IS NOT NULL AND subject NOT IN (27, 28, 47, 49, 68, 69)
  GROUP BY donor, recipient, filing
),
spent AS MATERIALIZED (
  SELECT filing, sum(amount) AS total
  FROM expense
  WHERE subject NOT IN (27, 28, 47, 49, 68, 69)
  GROUP BY filing
  HAVING sum(amount) >= (SELECT max(value) FROM law WHERE name = 'big-payee.spending')
),
big AS MATERIALIZED (
  SELECT p.donor, p.filing, CAST(p.amount AS BIGINT) AS amount,
         CAST(s.total AS BIGINT) AS total
  FROM pair p JOIN spent s ON s.filing = p.filing
  WHERE p.amount * 10000 > s.total * (SELECT max(value) FROM law
                                      WHERE name = 'big-payee.share')
),
fees AS MATERIALIZED (
  SELECT e.entry, e.filing, e.donor, e.amount
  FROM expense e
  WHERE e.amount >= (SELECT max(value) FROM law WHERE name = 'big-payee.fee')
    AND e.amount % 100000 = 0 AND e.subject NOT IN (27, 28, 47, 49, 68, 69)
    AND (e.purpose LIKE '%授權%' OR e.purpose LIKE '%權利金%'
         OR e.purpose LIKE '%顧問%' OR e.purpose LIKE '%諮詢%'
         OR e.purpose LIKE '%勞務%' OR e.purpose LIKE '%服務費%')
),
hits AS (
  SELECT filing FROM big UNION SELECT filing FROM fees
),
rate AS MATERIALIZED (
  SELECT coalesce(f.office, f.account) AS office, coalesce(f.year, 0) AS year,
         count(*) AS peers, count(h.filing) AS hits
  FROM filing_info f
  LEFT JOIN hits h ON h.filing = f.filing
  WHERE f.account <> 'surplus'
  GROUP BY coalesce(f.office, f.account), coalesce(f.year, 0)
),
judged AS MATERIALIZED (
  SELECT f.filing, r.hits, r.peers,
         CASE WHEN r.peers >= (SELECT max(value) FROM law
                               WHERE name = 'signal.peers.min')
               AND r.hits * 10000 > r.peers * (SELECT max(value) FROM law
                                               WHERE name = 'signal.common')
              THEN 1 ELSE 0 END AS common
  FROM filing_info f
  JOIN rate r ON r.office = coalesce(f.office, f.account)
             AND r.year = coalesce(f.year, 0)
)
SELECT CASE WHEN j.common = 1 THEN 'filing ' || CAST(b.filing AS TEXT)
            ELSE 'payee ' || CAST(b.filing AS TEXT) || ' ' || CAST(b.donor AS TEXT)
       END AS key, b.filing,
       CASE WHEN j.common = 0 THEN b.donor END AS donor,
       CASE WHEN j.common = 0 THEN e.entry END AS entry, b.amount AS value,
       b.total AS "limit", CAST(NULL AS BIGINT) AS law,
       CASE WHEN j.common = 1 THEN 'common' END AS exempt,
       '[one payee, base rate|單一對象，基率] ' || CAST(j.hits AS TEXT) || '/'
       || CAST(j.peers AS TEXT) AS detail
FROM big b
JOIN judged j ON j.filing = b.filing
CROSS JOIN expense e
WHERE e.donor = b.donor AND e.filing = b.filing
  AND e.subject NOT IN (27, 28, 47, 49, 68, 69)
UNION ALL
SELECT CASE WHEN j.common = 1 THEN 'filing ' || CAST(x.filing AS TEXT)
            ELSE 'entry ' || CAST(x.entry AS TEXT) END AS key, x.filing,
       CASE WHEN j.common = 0 THEN x.donor END AS donor,
       CASE WHEN j.common = 0 THEN x.entry END AS entry, x.amount AS value,
       (SELECT CAST(max(s.total) AS BIGINT) FROM spent s WHERE s.filing = x.filing)
       AS "limit", CAST(NULL AS BIGINT) AS law,
       CASE WHEN j.common = 1 THEN 'common' END AS exempt,
       '[a round fee, base rate|整數費用，基率] ' || CAST(j.hits AS TEXT) || '/'
       || CAST(j.peers AS TEXT) AS detail
FROM fees x
JOIN judged j ON j.filing = x.filing
