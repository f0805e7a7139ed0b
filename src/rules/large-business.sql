-- id: large-business
-- law: S-07
-- severity: S
-- unit: TWD
-- needs: none
-- title: Very large gift of a business | 營利事業鉅額捐贈
-- message: A business gave {value}, against a figure of {limit} ({name}); this is lawful; worth checking | 營利事業捐贈 {value}，對照數額 {limit}（{name}），並不違法，值得查證
--
-- Two sizes: one gift over what the tax law lets a business deduct, and a year's
-- gifts to all candidates of nine tenths of the limit and more.  The base rate is
-- among the gifts of businesses in one election, and among businesses.  Keys from
-- 2^60 to 2^61 are those of tax ids.
WITH rate AS MATERIALIZED (
  SELECT election, count(*) AS gifts,
         sum(CASE WHEN amount > (SELECT min(value) FROM law
                                 WHERE name = 'tax.business.max')
                  THEN 1 ELSE 0 END) AS hits
  FROM income
  WHERE donor >= 1152921504606846976 AND donor < 2305843009213693952
    AND kind = 'business' AND account = 'candidate'
  GROUP BY election
),
firms AS MATERIALIZED (
  SELECT donor, sum(amount) AS total
  FROM income
  WHERE donor >= 1152921504606846976 AND donor < 2305843009213693952
    AND kind = 'business' AND account = 'candidate'
  GROUP BY donor
),
yearly AS (
  SELECT g.donor, g.year, sum(g.amount) AS total
  FROM firms f
  JOIN income g ON g.donor = f.donor AND g.kind = 'business'
               AND g.account = 'candidate' AND g.year IS NOT NULL
               AND g.disposition IS NULL
  WHERE f.total * 10000 >= (SELECT max(value) FROM law WHERE name = 'signal.band')
                           * (SELECT max(value) FROM law
                              WHERE name = 'candidates.year.max'
                                AND kind = 'business')
  GROUP BY g.donor, g.year
),
yearly_hits AS MATERIALIZED (
  SELECT y.donor, y.year, CAST(y.total AS BIGINT) AS total,
         (SELECT max(value) FROM law WHERE name = 'candidates.year.max'
          AND kind = 'business') AS most
  FROM yearly y
  WHERE y.total * 10000 >= (SELECT max(value) FROM law WHERE name = 'signal.band')
                           * (SELECT max(value) FROM law
                              WHERE name = 'candidates.year.max'
                                AND kind = 'business')
),
yearly_rate AS MATERIALIZED (
  SELECT c.hits, c.firms,
         CASE WHEN c.firms >= (SELECT max(value) FROM law
                               WHERE name = 'signal.peers.min')
               AND c.hits * 10000 > c.firms * (SELECT max(value) FROM law
                                               WHERE name = 'signal.common')
              THEN 1 ELSE 0 END AS common
  FROM (SELECT (SELECT count(donor) FROM yearly_hits) AS hits,
               (SELECT count(donor) FROM firms) AS firms) c
),
given AS (
  SELECT g.entry, g.filing, g.donor, g.amount, g.disposition, r.hits, r.gifts,
         l.id AS law, l.value AS most,
         CASE WHEN r.gifts >= (SELECT max(value) FROM law
                               WHERE name = 'signal.peers.min')
               AND r.hits * 10000 > r.gifts * (SELECT max(value) FROM law
                                               WHERE name = 'signal.common')
              THEN 1 ELSE 0 END AS common
  FROM income g
  JOIN rate r ON r.election = g.election
  JOIN law l ON l.name = 'tax.business.max'
            AND (l.from_day IS NULL OR g.day >= l.from_day)
            AND (l.to_day IS NULL OR g.day <= l.to_day)
  WHERE g.donor >= 1152921504606846976 AND g.donor < 2305843009213693952
    AND g.kind = 'business' AND g.account = 'candidate'
    AND g.amount > (SELECT min(value) FROM law WHERE name = 'tax.business.max')
    AND g.amount > l.value
)
SELECT CASE WHEN common = 1 THEN 'filing ' || CAST(filing AS TEXT)
            ELSE 'entry ' || CAST(entry AS TEXT) END AS key, filing,
       CASE WHEN common = 0 THEN donor END AS donor,
       CASE WHEN common = 0 THEN entry END AS entry, amount AS value, most AS "limit",
       law, CASE WHEN common = 1 THEN 'common' ELSE disposition END AS exempt,
       '[one gift, base rate|單筆，基率] ' || CAST(hits AS TEXT) || '/'
       || CAST(gifts AS TEXT) AS detail
FROM given
UNION ALL
SELECT CASE WHEN n.common = 1 THEN 'years'
            ELSE 'year ' || CAST(y.donor AS TEXT) || ' ' || CAST(y.year AS TEXT)
       END AS key,
       CAST(NULL AS BIGINT) AS filing, CASE WHEN n.common = 0 THEN y.donor END AS donor,
       CASE WHEN n.common = 0 THEN g.entry END AS entry, y.total AS value,
       y.most AS "limit", CAST(NULL AS BIGINT) AS law,
       CASE WHEN n.common = 1 THEN 'common' END AS exempt,
       '[in the year, base rate|全年，基率] ' || CAST(n.hits AS TEXT) || '/'
       || CAST(n.firms AS TEXT) AS detail
FROM yearly_hits y
CROSS JOIN yearly_rate n
CROSS JOIN income g
WHERE g.donor = y.donor AND g.year = y.year AND g.kind = 'business'
  AND g.account = 'candidate' AND g.disposition IS NULL
