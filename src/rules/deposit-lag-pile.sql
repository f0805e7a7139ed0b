-- id: deposit-lag-pile
-- law: S-13
-- severity: S
-- unit: rows
-- needs: none
-- title: Deposits piled up at the last lawful day | 存入專戶日集中於期限屆滿前
-- message: {value} reached the account on the last lawful day or the day before; among gifts that took a week and more these are {name}; worth checking | 有 {value}於期限最後一日或前一日存入專戶；於逾一週存入之捐贈中，{name}，值得查證
--
-- The share of the last two lawful days among gifts that took at least a week,
-- against other filings of the same office and year; where these have fewer than
-- 100 such gifts, against two days in nine.
WITH slow AS MATERIALIZED (
  SELECT g.entry, g.filing,
         CASE WHEN g.deposit_day - g.day >= l.value - 1 THEN 1 ELSE 0 END AS near
  FROM income g
  JOIN law l ON l.name = 'deposit.days.max'
            AND (l.from_day IS NULL OR g.day >= l.from_day)
            AND (l.to_day IS NULL OR g.day <= l.to_day)
  WHERE g.deposit_day - g.day >= 7 AND g.deposit_day - g.day <= l.value
    AND g.kind <> 'other'
),
each AS (
  SELECT s.filing, coalesce(f.office, f.account) AS office, f.year, count(*) AS n,
         sum(s.near) AS near
  FROM slow s JOIN filing_info f ON f.filing = s.filing
  GROUP BY s.filing, coalesce(f.office, f.account), f.year
),
peers AS (
  SELECT office, year, sum(n) AS n, sum(near) AS near FROM each GROUP BY office, year
),
against AS (
  SELECT e.filing, e.near, e.n, p.near - e.near AS peer_near, p.n - e.n AS peer_n,
         CASE WHEN p.n - e.n >= 100 THEN p.near - e.near ELSE 2 END AS base_near,
         CASE WHEN p.n - e.n >= 100 THEN p.n - e.n ELSE 9 END AS base_n
  FROM each e
  JOIN peers p ON p.office = e.office
              AND coalesce(p.year, 0) = coalesce(e.year, 0)
),
hits AS MATERIALIZED (
  SELECT a.* FROM against a
  WHERE near >= (SELECT max(value) FROM law WHERE name = 'signal.rows.min')
    AND near * base_n * 2 > base_near * n * (SELECT max(value) FROM law
                                             WHERE name = 'signal.times')
),
rate AS MATERIALIZED (
  SELECT coalesce(f.office, f.account) AS office, coalesce(f.year, 0) AS year,
         count(*) AS peers, count(h.filing) AS hits
  FROM filing_info f
  LEFT JOIN hits h ON h.filing = f.filing
  WHERE f.account <> 'surplus'
  GROUP BY coalesce(f.office, f.account), coalesce(f.year, 0)
),
found AS MATERIALIZED (
  SELECT h.filing, h.near, h.n, h.peer_near, h.peer_n,
         CASE WHEN r.peers >= (SELECT max(value) FROM law
                               WHERE name = 'signal.peers.min')
               AND r.hits * 10000 > r.peers * (SELECT max(value) FROM law
                                               WHERE name = 'signal.common')
              THEN 1 ELSE 0 END AS common
  FROM hits h
  JOIN filing_info f ON f.filing = h.filing
  JOIN rate r ON r.office = coalesce(f.office, f.account)
             AND r.year = coalesce(f.year, 0)
)
SELECT f.filing AS key, f.filing, NULL AS donor,
       CASE WHEN f.common = 0 THEN s.entry END AS entry, CAST(f.near AS BIGINT) AS value,
       NULL AS "limit", NULL AS law,
       CASE WHEN f.common = 1 THEN 'common' END AS exempt,
       '[here|此處] ' || CAST(f.near AS TEXT) || '/' || CAST(f.n AS TEXT) ||
       '[, peers |，同類 ]' || CAST(f.peer_near AS TEXT) || '/' || CAST(f.peer_n AS TEXT)
       AS detail
FROM found f
JOIN slow s ON s.filing = f.filing AND s.near = 1
