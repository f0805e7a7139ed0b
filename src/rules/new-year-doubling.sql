-- id: new-year-doubling
-- law: S-08
-- severity: S
-- unit: TWD
-- needs: none
-- title: Yearly limit used twice across New Year | 跨年度捐贈合計超過一年限額
-- message: One donor gave {value} to one candidate in two calendar years, where a year's limit is {limit}; this is lawful; large donors of that election who did: {name}; worth checking | 同一捐贈者跨年度捐贈同一擬參選人合計 {value}，一年限額為 {limit}，並不違法；該選舉大額捐贈者中有此情形者 {name}，值得查證
--
-- Neither year is over its limit (that is candidate-year-limit); together they are.
-- The base rate is among donors that gave over half the limit in one year.
WITH spanning AS MATERIALIZED ( -- elections whose window sees a New Year
  SELECT DISTINCT f.election, f.office, l.kind, l.value AS most, l.id AS law
  FROM filing_info f
  JOIN law l ON l.name = 'candidate.year.max'
            AND (l.from_day IS NULL OR f.polling_day >= l.from_day)
            AND (l.to_day IS NULL OR f.polling_day <= l.to_day)
  WHERE f.account = 'candidate' AND f.election IS NOT NULL
    AND (f.window_start IS NULL
         OR (4 * f.window_start + 2) / 1461 < (4 * f.window_end + 2) / 1461)
),
large AS MATERIALIZED (
  SELECT y.donor, y.kind, y.recipient, y.election, y.year, y.amount - y.exempt AS amount,
         s.most, s.law
  FROM gifts_by_year y
  JOIN spanning s ON s.election = y.election AND s.kind = y.kind
  WHERE y.account = 'candidate' AND y.year IS NOT NULL
    AND (y.amount - y.exempt) * 2 > s.most AND y.amount - y.exempt <= s.most
),
twice AS MATERIALIZED (
  SELECT a.donor, a.recipient, a.election, a.kind, a.most, a.law, a.year AS one_year,
         (SELECT CAST(sum(i.amount) AS BIGINT) FROM income i
          WHERE i.donor = a.donor AND i.recipient = a.recipient
            AND i.election = a.election AND i.account = 'candidate'
            AND i.kind = a.kind AND i.year IN (a.year - 1, a.year + 1)
            AND i.disposition IS NULL) AS other, a.amount
  FROM large a
),
doubled AS MATERIALIZED (
  SELECT donor, recipient, election, kind, most, law, max(amount + other) AS total,
         min(one_year) AS first_year
  FROM twice
  WHERE other > 0 AND other <= most AND amount + other > most
  GROUP BY donor, recipient, election, kind, most, law
),
rate AS MATERIALIZED (
  SELECT l.election, l.kind, count(*) AS donors,
         (SELECT count(d.donor) FROM doubled d
          WHERE d.election = l.election AND d.kind = l.kind) AS hits
  FROM large l
  WHERE l.election IN (SELECT election FROM doubled)
  GROUP BY l.election, l.kind
),
found AS MATERIALIZED (
  SELECT d.*, r.hits, r.donors,
         CASE WHEN r.donors >= (SELECT max(value) FROM law
                                WHERE name = 'signal.peers.min')
               AND r.hits * 10000 > r.donors * (SELECT max(value) FROM law
                                                WHERE name = 'signal.common')
              THEN 1 ELSE 0 END AS common
  FROM doubled d JOIN rate r ON r.election = d.election AND r.kind = d.kind
)
SELECT CASE WHEN f.common = 1 THEN 'filing ' || CAST(g.filing AS TEXT)
            ELSE CAST(f.donor AS TEXT) || ' ' || CAST(f.recipient AS TEXT) || ' '
                 || CAST(f.election AS TEXT) END AS key,
       g.filing, CASE WHEN f.common = 0 THEN f.donor END AS donor,
       CASE WHEN f.common = 0 THEN g.entry END AS entry, f.total AS value,
       f.most AS "limit", f.law, CASE WHEN f.common = 1 THEN 'common' END AS exempt,
       CAST(f.hits AS TEXT) || '/' || CAST(f.donors AS TEXT) AS detail
FROM found f
CROSS JOIN income g
WHERE g.donor = f.donor AND g.recipient = f.recipient
  AND g.election = f.election AND g.kind = f.kind AND g.disposition IS NULL
