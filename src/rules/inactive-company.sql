-- id: inactive-company
-- law: S-10
-- severity: S
-- unit: days
-- needs: company
-- title: Gift of a company that had ceased | 捐贈時已解散、撤銷、廢止或停業之公司
-- message: The gift is dated {value} after the day on which the registry lets the company end ({name}); worth checking | 捐贈日期在登記資料所載公司終止日後 {value}（{name}），值得查證
--
-- Only where the registry says since when.  The base rate is among gifts of companies
-- that the registry knows, of one election.
WITH known AS MATERIALIZED (
  SELECT g.entry, g.filing, g.donor, coalesce(g.election, 0) AS election,
         g.disposition, c.status, g.day - c.until AS late,
         CASE WHEN c.status <> 'active' AND g.day > c.until THEN 1 ELSE 0 END AS hit
  FROM income g
  JOIN company c ON c.tax_id = g.id
  WHERE g.donor >= 1152921504606846976 AND g.donor < 2305843009213693952
    AND g.kind <> 'other'
),
rate AS MATERIALIZED (
  SELECT election, count(*) AS gifts, sum(hit) AS hits FROM known GROUP BY election
),
found AS (
  SELECT k.*, r.gifts, r.hits,
         CASE WHEN r.gifts >= (SELECT max(value) FROM law
                               WHERE name = 'signal.peers.min')
               AND r.hits * 10000 > r.gifts * (SELECT max(value) FROM law
                                               WHERE name = 'signal.common')
              THEN 1 ELSE 0 END AS common
  FROM known k JOIN rate r ON r.election = k.election
  WHERE k.hit = 1
)
SELECT CASE WHEN common = 1 THEN 'filing ' || CAST(filing AS TEXT)
            ELSE 'entry ' || CAST(entry AS TEXT) END AS key, filing,
       CASE WHEN common = 0 THEN donor END AS donor,
       CASE WHEN common = 0 THEN entry END AS entry, late AS value, NULL AS "limit",
       NULL AS law, CASE WHEN common = 1 THEN 'common' ELSE disposition END AS exempt,
       CASE status WHEN 'dissolved' THEN '[dissolved|解散]'
                   WHEN 'revoked' THEN '[revoked|廢止]'
                   WHEN 'suspended' THEN '[suspended|停業]' ELSE status END
       || '[, base rate |，基率 ]' || CAST(hits AS TEXT) || '/' || CAST(gifts AS TEXT)
       AS detail
FROM found
