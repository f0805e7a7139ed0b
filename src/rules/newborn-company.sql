-- id: newborn-company
-- law: S-09
-- severity: S
-- unit: TWD
-- needs: company
-- title: Gift of a young or very small company | 新設或小資本公司之捐贈
-- message: A company gave {value} {name}; this is lawful; worth checking | 公司捐贈 {value}（{name}），並不違法，值得查證
--
-- Young: the gift came within half a year of the company's first day, or before it.
-- Small: it is more than a fifth of the capital.  The base rate is among gifts of
-- companies that the registry knows, of one election.
WITH known AS MATERIALIZED (
  SELECT g.entry, g.filing, g.donor, coalesce(g.election, 0) AS election, g.amount,
         g.disposition, g.day - c.since AS age, c.capital,
         CASE WHEN g.day - c.since < (SELECT max(value) FROM law
                                      WHERE name = 'newborn-company.days') THEN 1
              WHEN c.capital > 0
               AND g.amount * 10000 > c.capital * (SELECT max(value) FROM law
                                                   WHERE name =
                                                         'newborn-company.capital')
              THEN 2 ELSE 0 END AS how
  FROM income g
  JOIN company c ON c.tax_id = g.id
  WHERE g.donor >= 1152921504606846976 AND g.donor < 2305843009213693952
    AND g.kind <> 'other'
),
rate AS MATERIALIZED (
  SELECT election, count(*) AS gifts, sum(CASE WHEN how > 0 THEN 1 ELSE 0 END) AS hits
  FROM known GROUP BY election
),
found AS (
  SELECT k.*, r.gifts, r.hits,
         CASE WHEN r.gifts >= (SELECT max(value) FROM law
                               WHERE name = 'signal.peers.min')
               AND r.hits * 10000 > r.gifts * (SELECT max(value) FROM law
                                               WHERE name = 'signal.common')
              THEN 1 ELSE 0 END AS common
  FROM known k JOIN rate r ON r.election = k.election
  WHERE k.how > 0
)
SELECT CASE WHEN common = 1 THEN 'filing ' || CAST(filing AS TEXT)
            ELSE 'entry ' || CAST(entry AS TEXT) END AS key, filing,
       CASE WHEN common = 0 THEN donor END AS donor,
       CASE WHEN common = 0 THEN entry END AS entry, amount AS value,
       CASE WHEN how = 2 THEN capital END AS "limit", NULL AS law,
       CASE WHEN common = 1 THEN 'common' ELSE disposition END AS exempt,
       CASE WHEN how = 2 THEN '[large against its capital|大於資本額之一定比例]'
            WHEN age < 0 THEN '[before its first day|早於設立日]'
            ELSE '[|設立 ]' || CAST(age AS TEXT) || ' [days after its first day|日內]'
       END || '[, base rate |，基率 ]' || CAST(hits AS TEXT) || '/' || CAST(gifts AS TEXT)
       AS detail
FROM found
