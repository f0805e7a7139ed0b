-- id: duplicates-across-filings
-- law: S-17
-- severity: S
-- unit: TWD
-- needs: none
-- title: The same gift in two filings of one recipient | 同一捐贈出現於兩次申報
-- message: A gift of {value} with one donor, day and method stands in several filings of this recipient; recipients with several filings of which that is so: {name}; worth checking | 捐贈者、日期、金額及方式相同之捐贈 {value}，出現於該擬參選人兩次以上之申報；有兩次以上申報者中有此情形者 {name}，值得查證
--
-- Never inside one filing: equal rows are common there and all count.
WITH busy AS MATERIALIZED (
  SELECT recipient FROM filing_info GROUP BY recipient HAVING count(filing) > 1
),
again AS MATERIALIZED (
  SELECT donor, recipient
  FROM income
  WHERE donor IS NOT NULL AND recipient IN (SELECT recipient FROM busy)
  GROUP BY donor, recipient
  HAVING min(filing) < max(filing)
),
doubled AS MATERIALIZED (
  SELECT a.donor, a.recipient, g.day, g.amount, g.method, count(DISTINCT g.filing) AS n
  FROM again a CROSS JOIN income g
  WHERE g.donor = a.donor AND g.recipient = a.recipient AND g.kind <> 'other'
    AND g.day IS NOT NULL
  GROUP BY a.donor, a.recipient, g.day, g.amount, g.method
  HAVING count(DISTINCT g.filing) > 1
),
rate AS MATERIALIZED (
  SELECT (SELECT count(DISTINCT recipient) FROM doubled) AS hits,
         (SELECT count(recipient) FROM busy) AS peers
),
found AS MATERIALIZED (
  SELECT d.*, r.hits, r.peers,
         CASE WHEN r.peers >= (SELECT max(value) FROM law
                               WHERE name = 'signal.peers.min')
               AND r.hits * 10000 > r.peers * (SELECT max(value) FROM law
                                               WHERE name = 'signal.common')
              THEN 1 ELSE 0 END AS common
  FROM doubled d CROSS JOIN rate r
)
SELECT CASE WHEN d.common = 1 THEN 'filing ' || CAST(g.filing AS TEXT)
            ELSE CAST(d.donor AS TEXT) || ' ' || CAST(d.recipient AS TEXT) || ' '
                 || CAST(d.day AS TEXT) || ' ' || CAST(d.amount AS TEXT) || ' '
                 || coalesce(d.method, '') END AS key,
       CASE WHEN d.common = 1 THEN g.filing END AS filing,
       CASE WHEN d.common = 0 THEN d.donor END AS donor,
       CASE WHEN d.common = 0 THEN g.entry END AS entry, d.amount AS value,
       NULL AS "limit", NULL AS law,
       CASE WHEN d.common = 1 THEN 'common' ELSE g.disposition END AS exempt,
       CAST(d.hits AS TEXT) || '/' || CAST(d.peers AS TEXT) AS detail
FROM found d CROSS JOIN income g
WHERE g.donor = d.donor AND g.recipient = d.recipient AND g.day = d.day
  AND g.amount = d.amount AND g.method IS NOT DISTINCT FROM d.method
