-- id: same-name-many-ids
-- law: S-28
-- severity: S
-- unit: ids
-- needs: none
-- title: One donor name with several tax ids | 同一捐贈者名稱有多個統一編號
-- message: One donor name stands with {value}; names of donors with a tax id of which that is so: {name}; worth checking | 同一捐贈者名稱有 {value}；有統一編號之捐贈者名稱中有此情形者 {name}，值得查證
--
-- Names of businesses of four characters and more, folded.  Persons are never tested:
-- namesakes are many and masks are few.
WITH named AS MATERIALIZED (
  SELECT donor, min(name) AS name
  FROM income
  WHERE donor >= 1152921504606846976 AND donor < 2305843009213693952
    AND kind = 'business' AND length(name) >= 4
  GROUP BY donor
),
found AS MATERIALIZED (
  SELECT name, count(donor) AS n FROM named GROUP BY name HAVING count(donor) > 1
),
rate AS (
  SELECT (SELECT count(name) FROM found) AS hits,
         (SELECT count(donor) FROM named) AS donors
),
judged AS (
  SELECT f.name, f.n, r.hits, r.donors,
         CASE WHEN r.donors >= (SELECT max(value) FROM law
                                WHERE name = 'signal.peers.min')
               AND r.hits * 10000 > r.donors * (SELECT max(value) FROM law
                                                WHERE name = 'signal.common')
              THEN 1 ELSE 0 END AS common
  FROM found f CROSS JOIN rate r
)
SELECT CASE WHEN j.common = 1 THEN 'common' ELSE j.name END AS key,
       CAST(NULL AS BIGINT) AS filing, CAST(NULL AS BIGINT) AS donor,
       CASE WHEN j.common = 0 THEN i.entry END AS entry, j.n AS value,
       NULL AS "limit", NULL AS law, CASE WHEN j.common = 1 THEN 'common' END AS exempt,
       CAST(j.hits AS TEXT) || '/' || CAST(j.donors AS TEXT) AS detail
FROM judged j
CROSS JOIN named m
CROSS JOIN income i
WHERE m.name = j.name AND i.donor = m.donor AND i.kind = 'business'
