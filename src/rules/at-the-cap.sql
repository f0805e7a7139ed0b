-- id: at-the-cap
-- law: LIM-C1
-- severity: S
-- unit: TWD
-- needs: none
-- title: Business or group exactly at the yearly limit | 營利事業或人民團體捐贈恰達一年限額
-- message: Gifts of one donor in one year come to {value}, exactly the limit, which is lawful; donors of that kind and election who did: {name}; worth checking | 同一捐贈者一年捐贈合計 {value}，恰為限額，並不違法；該選舉同類捐贈者中有此情形者 {name}，值得查證
--
-- Never individuals: in the two filings measured, half of their gifts are exactly at
-- the limit.  Keys from 2^60 to 2^61 are those of tax ids; groups have others.
WITH round_sum AS MATERIALIZED (
  SELECT donor, kind, recipient, election, year, amount - exempt AS amount
  FROM gifts_by_year
  WHERE kind IN ('business', 'group') AND account = 'candidate'
    AND amount - exempt IN (SELECT value FROM law WHERE name = 'candidate.year.max')
),
polls AS MATERIALIZED (
  SELECT election, max(polling_day) AS polling_day
  FROM filing_info WHERE election IS NOT NULL GROUP BY election
),
capped AS MATERIALIZED (
  SELECT y.donor, y.kind, y.recipient, y.election, y.year, y.amount, l.id AS law
  FROM round_sum y
  JOIN polls f ON f.election = y.election
  JOIN law l ON l.name = 'candidate.year.max' AND l.kind = y.kind
            AND l.value = y.amount
            AND (l.from_day IS NULL OR f.polling_day >= l.from_day)
            AND (l.to_day IS NULL OR f.polling_day <= l.to_day)
),
totals AS MATERIALIZED (
  SELECT election, kind, count(*) AS donors
  FROM gifts_by_year
  WHERE kind IN ('business', 'group') AND account = 'candidate'
  GROUP BY election, kind
),
rate AS MATERIALIZED (
  SELECT c.election, c.kind, max(t.donors) AS donors, count(*) AS hits
  FROM capped c
  JOIN totals t ON t.election = c.election AND t.kind = c.kind
  GROUP BY c.election, c.kind
),
found AS MATERIALIZED (
  SELECT c.donor, c.kind, c.recipient, c.election, c.year, c.amount, c.law, r.hits,
         r.donors,
         CASE WHEN r.donors >= (SELECT max(value) FROM law
                                WHERE name = 'signal.peers.min')
               AND r.hits * 10000 > r.donors * (SELECT max(value) FROM law
                                                WHERE name = 'signal.common')
              THEN 1 ELSE 0 END AS common
  FROM capped c JOIN rate r ON r.election = c.election AND r.kind = c.kind
)
SELECT CASE WHEN f.common = 1 THEN 'filing ' || CAST(g.filing AS TEXT) || ' ' || f.kind
            ELSE CAST(f.donor AS TEXT) || ' ' || CAST(f.recipient AS TEXT) || ' '
                 || CAST(f.election AS TEXT) || ' ' || CAST(f.year AS TEXT) END AS key,
       g.filing, CASE WHEN f.common = 0 THEN f.donor END AS donor,
       CASE WHEN f.common = 0 THEN g.entry END AS entry, f.amount AS value,
       f.amount AS "limit", f.law, CASE WHEN f.common = 1 THEN 'common' END AS exempt,
       CAST(f.hits AS TEXT) || '/' || CAST(f.donors AS TEXT) AS detail
FROM found f
CROSS JOIN income g
WHERE g.donor = f.donor AND g.recipient = f.recipient
  AND g.election = f.election AND g.account = 'candidate'
  AND g.year = f.year AND g.kind = f.kind AND g.disposition IS NULL
