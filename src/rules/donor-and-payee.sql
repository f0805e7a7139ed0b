-- id: donor-and-payee
-- law: S-21
-- severity: S
-- unit: TWD
-- needs: none
-- title: Business that gave and was paid | 營利事業同為捐贈者及支出對象
-- message: A business that gave to this recipient was paid {value}; businesses with gifts in that election that were: {name}; worth checking | 捐贈此擬參選人之營利事業另收受支付 {value}；該選舉捐贈之營利事業中有此情形者 {name}，值得查證
--
-- Told by the tax id; returns of gifts and payments to the treasury are left out.
-- Individuals are not tested: staff who give are usual.  Keys from 2^60 to 2^61 are
-- those of tax ids.
WITH givers AS MATERIALIZED (
  SELECT donor, recipient, coalesce(election, 0) AS election
  FROM income
  WHERE donor >= 1152921504606846976 AND donor < 2305843009213693952
    AND kind = 'business'
  GROUP BY donor, recipient, election
),
paid AS MATERIALIZED (
  SELECT g.donor, g.recipient, g.election
  FROM givers g
  WHERE EXISTS (SELECT e.entry FROM expense e
                WHERE e.donor = g.donor AND e.recipient = g.recipient
                  AND coalesce(e.election, 0) = g.election
                  AND e.subject NOT IN (27, 28, 47, 49, 68, 69))
),
totals AS MATERIALIZED (
  SELECT election, count(*) AS donors FROM givers GROUP BY election
),
rate AS MATERIALIZED (
  SELECT p.election, max(t.donors) AS donors, count(*) AS hits
  FROM paid p JOIN totals t ON t.election = p.election
  GROUP BY p.election
),
found AS MATERIALIZED (
  SELECT p.donor, p.recipient, p.election, r.donors, r.hits,
         (SELECT CAST(sum(e.amount) AS BIGINT) FROM expense e
          WHERE e.donor = p.donor AND e.recipient = p.recipient
            AND coalesce(e.election, 0) = p.election
            AND e.subject NOT IN (27, 28, 47, 49, 68, 69)) AS amount,
         CASE WHEN r.donors >= (SELECT max(value) FROM law
                                WHERE name = 'signal.peers.min')
               AND r.hits * 10000 > r.donors * (SELECT max(value) FROM law
                                                WHERE name = 'signal.common')
              THEN 1 ELSE 0 END AS common
  FROM paid p JOIN rate r ON r.election = p.election
),
evidence AS (
  SELECT f.donor, f.recipient, f.election, f.amount, f.donors, f.hits, f.common,
         g.entry, g.filing
  FROM found f CROSS JOIN income g
  WHERE g.donor = f.donor AND g.recipient = f.recipient
    AND coalesce(g.election, 0) = f.election AND g.kind = 'business'
  UNION ALL
  SELECT f.donor, f.recipient, f.election, f.amount, f.donors, f.hits, f.common,
         e.entry, e.filing
  FROM found f CROSS JOIN expense e
  WHERE e.donor = f.donor AND e.recipient = f.recipient
    AND coalesce(e.election, 0) = f.election
    AND e.subject NOT IN (27, 28, 47, 49, 68, 69)
)
SELECT CASE WHEN common = 1 THEN 'filing ' || CAST(filing AS TEXT)
            ELSE CAST(donor AS TEXT) || ' ' || CAST(recipient AS TEXT) || ' '
                 || CAST(election AS TEXT) END AS key,
       filing, CASE WHEN common = 0 THEN donor END AS donor,
       CASE WHEN common = 0 THEN entry END AS entry, amount AS value, NULL AS "limit",
       NULL AS law, CASE WHEN common = 1 THEN 'common' END AS exempt,
       CAST(hits AS TEXT) || '/' || CAST(donors AS TEXT) AS detail
FROM evidence
