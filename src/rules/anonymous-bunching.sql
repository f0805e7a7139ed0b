-- id: anonymous-bunching
-- law: S-01
-- severity: S
-- unit: rows
-- needs: none
-- title: Anonymous gifts piled up at the limit | 匿名捐贈集中於限額
-- message: {value} are anonymous gifts at the limit or just under it; among anonymous gifts these are {name}; worth checking | 有 {value}匿名捐贈恰為限額或略低於限額；於匿名捐贈中，{name}，值得查證
--
-- The share of gifts from 90 % of the limit up to the limit, against other filings of
-- the same office and year; where these have fewer than 100 anonymous gifts, against
-- the share measured in the presidential election of 2024.
WITH small AS MATERIALIZED (
  SELECT g.entry, g.filing,
         CASE WHEN g.amount * 10000 >= l.value * (SELECT max(value) FROM law
                                                  WHERE name = 'signal.band')
              THEN 1 ELSE 0 END AS near
  FROM income g
  JOIN law l ON l.name = 'anonymous.max'
            AND (l.from_day IS NULL OR g.day >= l.from_day)
            AND (l.to_day IS NULL OR g.day <= l.to_day)
  WHERE g.donor IS NULL AND g.kind = 'anonymous' AND g.amount <= l.value
),
each AS (
  SELECT s.filing, coalesce(f.office, f.account) AS office, f.year, count(*) AS n,
         sum(s.near) AS near
  FROM small s JOIN filing_info f ON f.filing = s.filing
  GROUP BY s.filing, coalesce(f.office, f.account), f.year
),
peers AS (
  SELECT office, year, sum(n) AS n, sum(near) AS near FROM each GROUP BY office, year
),
against AS (
  SELECT e.filing, e.near, e.n, p.near - e.near AS peer_near, p.n - e.n AS peer_n,
         CASE WHEN p.n - e.n >= 100 THEN p.near - e.near
              ELSE (SELECT max(value) FROM law WHERE name = 'anonymous-bunching.base')
         END AS base_near,
         CASE WHEN p.n - e.n >= 100 THEN p.n - e.n ELSE 10000 END AS base_n
  FROM each e
  JOIN peers p ON p.office = e.office
              AND coalesce(p.year, 0) = coalesce(e.year, 0)
),
found AS (
  SELECT a.*, CASE WHEN base_near * 10000 > base_n * (SELECT max(value) FROM law
                                                      WHERE name = 'signal.common')
                   THEN 1 ELSE 0 END AS common
  FROM against a
  WHERE near >= (SELECT max(value) FROM law WHERE name = 'signal.rows.min')
    AND near * base_n > base_near * n * (SELECT max(value) FROM law
                                         WHERE name = 'signal.times')
)
SELECT f.filing AS key, f.filing, NULL AS donor,
       CASE WHEN f.common = 0 THEN s.entry END AS entry, CAST(f.near AS BIGINT) AS value,
       NULL AS "limit", NULL AS law,
       CASE WHEN f.common = 1 THEN 'common' END AS exempt,
       '[here|此處] ' || CAST(f.near AS TEXT) || '/' || CAST(f.n AS TEXT) ||
       '[, peers |，同類 ]' || CAST(f.peer_near AS TEXT) || '/' || CAST(f.peer_n AS TEXT)
       AS detail
FROM found f
JOIN small s ON s.filing = f.filing AND s.near = 1
