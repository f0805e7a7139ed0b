-- id: anonymous-same-day
-- law: S-24
-- severity: S
-- unit: rows
-- needs: none
-- title: Many large anonymous gifts on one day | 單日多筆大額匿名捐贈
-- message: {value} of one day are anonymous gifts of half the limit and more; filings of the same office and year with such a day: {name}; worth checking | 同一日有 {value}達限額半數以上之匿名捐贈；同類申報中有此情形者 {name}，值得查證
WITH large AS MATERIALIZED (
  SELECT g.entry, g.filing, g.day
  FROM income g
  JOIN law l ON l.name = 'anonymous.max'
            AND (l.from_day IS NULL OR g.day >= l.from_day)
            AND (l.to_day IS NULL OR g.day <= l.to_day)
  WHERE g.donor IS NULL AND g.kind = 'anonymous' AND g.amount * 2 >= l.value
),
days AS MATERIALIZED (
  SELECT filing, day, count(*) AS n FROM large GROUP BY filing, day
  HAVING count(*) >= (SELECT max(value) FROM law WHERE name = 'signal.rows.min')
),
rate AS MATERIALIZED (
  SELECT coalesce(f.office, f.account) AS office, coalesce(f.year, 0) AS year,
         count(*) AS peers, count(h.filing) AS hits
  FROM filing_info f
  LEFT JOIN (SELECT DISTINCT filing FROM days) h ON h.filing = f.filing
  WHERE f.account <> 'surplus'
  GROUP BY coalesce(f.office, f.account), coalesce(f.year, 0)
),
found AS (
  SELECT d.filing, d.day, d.n, r.hits, r.peers,
         CASE WHEN r.peers >= (SELECT max(value) FROM law
                               WHERE name = 'signal.peers.min')
               AND r.hits * 10000 > r.peers * (SELECT max(value) FROM law
                                               WHERE name = 'signal.common')
              THEN 1 ELSE 0 END AS common
  FROM days d
  JOIN filing_info f ON f.filing = d.filing
  JOIN rate r ON r.office = coalesce(f.office, f.account)
             AND r.year = coalesce(f.year, 0)
)
SELECT CASE WHEN h.common = 1 THEN 'filing ' || CAST(h.filing AS TEXT)
            ELSE CAST(h.filing AS TEXT) || ' ' || CAST(h.day AS TEXT) END AS key,
       h.filing, NULL AS donor, CASE WHEN h.common = 0 THEN g.entry END AS entry,
       h.n AS value, NULL AS "limit", NULL AS law,
       CASE WHEN h.common = 1 THEN 'common' END AS exempt,
       CAST(h.hits AS TEXT) || '/' || CAST(h.peers AS TEXT) AS detail
FROM found h
JOIN large g ON g.filing = h.filing AND g.day = h.day
