-- id: same-id-many-names
-- law: S-28
-- severity: S
-- unit: names
-- needs: none
-- title: One tax id with several donor names | 同一統一編號有多個捐贈者名稱
-- message: {value} stand with one tax id; donors with a tax id of which that is so: {name}; worth checking | 同一統一編號有 {value}；有統一編號之捐贈者中有此情形者 {name}，值得查證
--
-- Names are compared folded, without the words for the kind of company.  Masked ids
-- belong to many people and are never tested.  Keys from 2^60 to 2^61 are those of
-- tax ids.
WITH named AS MATERIALIZED (
  SELECT donor,
         CASE WHEN min(CASE WHEN kind <> 'individual' AND kind <> 'anonymous'
                            THEN name END)
                <> max(CASE WHEN kind <> 'individual' AND kind <> 'anonymous'
                            THEN name END) THEN 1 ELSE 0 END AS differs
  FROM income
  WHERE donor >= 1152921504606846976 AND donor < 2305843009213693952
  GROUP BY donor
),
bare AS MATERIALIZED (
  SELECT i.entry, i.filing, i.donor,
         replace(replace(replace(replace(i.name, '股份有限公司', ''), '有限公司', ''),
                         '(股)公司', ''), ' ', '') AS name
  FROM named d CROSS JOIN income i
  WHERE d.differs = 1 AND i.donor = d.donor
),
found AS MATERIALIZED (
  SELECT donor, count(DISTINCT name) AS n FROM bare
  GROUP BY donor HAVING count(DISTINCT name) > 1
),
rate AS (
  SELECT (SELECT count(donor) FROM found) AS hits,
         (SELECT count(donor) FROM named) AS donors
)
SELECT CASE WHEN r.donors >= s.least AND r.hits * 10000 > r.donors * s.most
            THEN 'common' ELSE CAST(f.donor AS TEXT) END AS key,
       CAST(NULL AS BIGINT) AS filing,
       CASE WHEN r.donors >= s.least AND r.hits * 10000 > r.donors * s.most
            THEN NULL ELSE f.donor END AS donor,
       CASE WHEN r.donors >= s.least AND r.hits * 10000 > r.donors * s.most
            THEN NULL ELSE b.entry END AS entry,
       f.n AS value, NULL AS "limit", NULL AS law,
       CASE WHEN r.donors >= s.least AND r.hits * 10000 > r.donors * s.most
            THEN 'common' END AS exempt,
       CAST(r.hits AS TEXT) || '/' || CAST(r.donors AS TEXT) AS detail
FROM found f
JOIN bare b ON b.donor = f.donor
CROSS JOIN rate r
CROSS JOIN (SELECT (SELECT max(value) FROM law WHERE name = 'signal.peers.min') AS least,
                   (SELECT max(value) FROM law WHERE name = 'signal.common') AS most) s
