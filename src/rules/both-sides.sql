-- id: both-sides
-- law: S-06
-- severity: S
-- unit: none
-- needs: none
-- title: One business or group gave to rivals for one seat | 同一營利事業或團體捐贈同一席次之競爭者
-- message: {value} candidates for one seat have gifts of one donor, which is lawful; donors with a tax id in that election who did so: {name}; worth checking | 同一捐贈者捐贈同一席次 {value} 位擬參選人，並不違法；該選舉有統一編號之捐贈者中有此情形者 {name}，值得查證
--
-- Only offices of one seat to an election: president, mayor, magistrate.  Other
-- offices have several seats in one election and count where the reference table of
-- candidates says that two stood in one district.  Individuals are never tested: on
-- masked data nobody can be told from a namesake.  Keys from 2^60 to 2^61 are those
-- of tax ids.
WITH single AS MATERIALIZED (
  SELECT donor, election, '' AS district, count(DISTINCT recipient) AS n
  FROM income
  WHERE donor >= 1152921504606846976 AND donor < 2305843009213693952
    AND kind IN ('business', 'group') AND account = 'candidate'
    AND office IN ('president', 'mayor', 'magistrate')
  GROUP BY donor, election
),
stood AS MATERIALIZED (
  SELECT f.recipient, f.election, min(c.district) AS district
  FROM filing_info f
  JOIN candidate c ON c.election = f.election AND c.name = f.recipient_name
  WHERE f.account = 'candidate' AND c.district <> ''
    AND f.office IN ('legislator', 'township-head', 'indigenous-district-head',
                     'village-chief')
  GROUP BY f.recipient, f.election
),
sided AS MATERIALIZED (
  SELECT donor, election, district, n FROM single
  UNION ALL
  SELECT g.donor, g.election, s.district, count(DISTINCT g.recipient) AS n
  FROM stood s
  JOIN income g ON g.recipient = s.recipient AND g.election = s.election
  WHERE g.donor >= 1152921504606846976 AND g.donor < 2305843009213693952
    AND g.kind IN ('business', 'group') AND g.account = 'candidate'
  GROUP BY g.donor, g.election, s.district
),
rate AS MATERIALIZED (
  SELECT election, count(*) AS donors, sum(CASE WHEN n >= 2 THEN 1 ELSE 0 END) AS hits
  FROM sided GROUP BY election
),
found AS MATERIALIZED (
  SELECT d.donor, d.election, d.district, d.n, r.donors, r.hits,
         CASE WHEN r.donors >= (SELECT max(value) FROM law
                                WHERE name = 'signal.peers.min')
               AND r.hits * 10000 > r.donors * (SELECT max(value) FROM law
                                                WHERE name = 'signal.common')
              THEN 1 ELSE 0 END AS common
  FROM sided d JOIN rate r ON r.election = d.election
  WHERE d.n >= 2
),
commons AS (
  SELECT election, max(n) AS n, max(hits) AS hits, max(donors) AS donors
  FROM found WHERE common = 1 GROUP BY election
)
SELECT CAST(f.donor AS TEXT) || ' ' || CAST(f.election AS TEXT) || ' ' || f.district
       AS key,
       CAST(NULL AS BIGINT) AS filing, f.donor, g.entry, f.n AS value,
       CAST(NULL AS BIGINT) AS "limit", CAST(NULL AS BIGINT) AS law,
       g.disposition AS exempt,
       CAST(f.hits AS TEXT) || '/' || CAST(f.donors AS TEXT) AS detail
FROM found f
CROSS JOIN income g
WHERE f.common = 0 AND g.donor = f.donor AND g.account = 'candidate'
  AND g.election = f.election
  AND (f.district = ''
       OR EXISTS (SELECT s.recipient FROM stood s
                  WHERE s.recipient = g.recipient AND s.election = g.election
                    AND s.district = f.district))
UNION ALL
SELECT 'filing ' || CAST(i.filing AS TEXT) AS key, i.filing,
       CAST(NULL AS BIGINT) AS donor, CAST(NULL AS BIGINT) AS entry, c.n AS value,
       CAST(NULL AS BIGINT) AS "limit", CAST(NULL AS BIGINT) AS law,
       'common' AS exempt,
       CAST(c.hits AS TEXT) || '/' || CAST(c.donors AS TEXT) AS detail
FROM commons c
JOIN filing_info i ON i.election = c.election AND i.account = 'candidate'
