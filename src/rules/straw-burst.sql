-- id: straw-burst
-- law: S-03
-- severity: S
-- unit: donors
-- needs: none
-- title: One unusual amount from many individuals within days | 短期內多人捐贈同一特殊金額
-- message: {value} gave the same unusual amount in the same way within 10 days; filings of the same office and year with such a burst: {name}; worth checking | 十日內有 {value}以相同方式捐贈同一特殊金額；同類申報中有此情形者 {name}，值得查證
--
-- Unusual: 10,000 and more, no multiple of 10,000 unless just under the yearly limit
-- of an individual, never the limit itself.  It must not be this recipient's usual
-- amount: three in four of its gifts fall into those days.  The frame of a window
-- cannot be a setting: the number of days stands in the query.
WITH unusual AS MATERIALIZED (
  SELECT g.entry, g.filing, g.donor, g.amount, g.method, g.day, g.disposition
  FROM income g
  WHERE g.kind = 'individual' AND g.donor IS NOT NULL AND g.day IS NOT NULL
    AND g.amount >= (SELECT max(value) FROM law WHERE name = 'straw-burst.from')
    AND g.amount <> (SELECT max(value) FROM law WHERE name = 'candidate.year.max'
                     AND kind = 'individual')
    AND (g.amount % 10000 <> 0
         OR (g.amount < (SELECT max(value) FROM law WHERE name = 'candidate.year.max'
                         AND kind = 'individual')
             AND g.amount * 10000 >= (SELECT max(l.value) FROM law l
                                      WHERE l.name = 'candidate.year.max'
                                        AND l.kind = 'individual')
                                     * (SELECT max(value) FROM law
                                        WHERE name = 'signal.band')))
),
mixes AS MATERIALIZED (
  SELECT filing, amount, method, count(*) AS n, count(DISTINCT donor) AS donors
  FROM unusual
  GROUP BY filing, amount, method
  HAVING count(DISTINCT donor) >= (SELECT max(value) FROM law
                                   WHERE name = 'straw-burst.min')
),
counted AS (
  SELECT u.filing, u.amount, u.method, u.day, m.n,
         count(*) OVER (PARTITION BY u.filing, u.amount, u.method ORDER BY u.day
                        RANGE BETWEEN 9 PRECEDING AND CURRENT ROW) AS burst
  FROM unusual u
  JOIN mixes m ON m.filing = u.filing AND m.amount = u.amount
              AND m.method IS NOT DISTINCT FROM u.method
),
ranked AS (
  SELECT c.*, row_number() OVER (PARTITION BY filing, amount, method
                                 ORDER BY burst DESC, day) AS place
  FROM counted c
  WHERE burst * 4 >= n * 3
),
evidence AS MATERIALIZED (
  SELECT u.entry, u.filing, u.donor, u.amount, u.method, u.disposition
  FROM ranked r
  JOIN unusual u ON u.filing = r.filing AND u.amount = r.amount
                AND u.method IS NOT DISTINCT FROM r.method
                AND u.day BETWEEN r.day - 9 AND r.day
  WHERE r.place = 1
),
hits AS MATERIALIZED (
  SELECT filing, amount, method, count(DISTINCT donor) AS donors
  FROM evidence
  GROUP BY filing, amount, method
  HAVING count(DISTINCT donor) >= (SELECT max(value) FROM law
                                   WHERE name = 'straw-burst.min')
),
rate AS MATERIALIZED (
  SELECT coalesce(f.office, f.account) AS office, coalesce(f.year, 0) AS year,
         count(*) AS peers, count(h.filing) AS hits
  FROM filing_info f
  LEFT JOIN (SELECT DISTINCT filing FROM hits) h ON h.filing = f.filing
  WHERE f.account <> 'surplus'
  GROUP BY coalesce(f.office, f.account), coalesce(f.year, 0)
),
found AS (
  SELECT h.*, r.hits, r.peers,
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
SELECT CASE WHEN h.common = 1 THEN 'filing ' || CAST(h.filing AS TEXT)
            ELSE CAST(h.filing AS TEXT) || ' ' || CAST(h.amount AS TEXT) || ' '
                 || coalesce(h.method, '') END AS key,
       h.filing, NULL AS donor, CASE WHEN h.common = 0 THEN e.entry END AS entry,
       h.donors AS value, NULL AS "limit", NULL AS law,
       CASE WHEN h.common = 1 THEN 'common' ELSE e.disposition END AS exempt,
       CAST(h.hits AS TEXT) || '/' || CAST(h.peers AS TEXT) AS detail
FROM found h
JOIN evidence e ON e.filing = h.filing AND e.amount = h.amount
               AND e.method IS NOT DISTINCT FROM h.method
