-- id: detail-over-30000
-- law: REP-01
-- severity: F
-- unit: TWD
-- needs: none
-- title: Counterparty over 30,000 in all without id or address | 累計逾三萬元之收支對象缺證號或地址
-- message: One counterparty comes to {value} in this filing, over the figure of {limit}, while {count} of its rows lack id or address; worth checking | 同一收支對象於本次申報累計 {value}，逾 {limit}，其中 {count} 筆缺證號或地址，值得查證
--
-- Evidence are the rows that lack something.  Left out are groups, whose ids public
-- files never show, and individuals without an id, who cannot be told from namesakes;
-- also returns and payments to the treasury.  A table in which no row has the cell is
-- one without that column and says nothing.
WITH lacking AS MATERIALIZED (
  SELECT entry, filing, donor, part, day, disposition, 1 AS side,
         CASE WHEN id = '' THEN 1 ELSE 0 END AS no_id,
         CASE WHEN address = '' THEN 1 ELSE 0 END AS no_address
  FROM income
  WHERE (address = '' AND id <> '' AND kind = 'individual')
     OR (kind = 'business' AND (id = '' OR address = '') AND donor IS NOT NULL)
  UNION ALL
  SELECT entry, filing, donor, part, day, NULL AS disposition, 2 AS side,
         CASE WHEN id = '' THEN 1 ELSE 0 END AS no_id,
         CASE WHEN address = '' THEN 1 ELSE 0 END AS no_address
  FROM expense
  WHERE (id = '' OR address = '') AND subject NOT IN (27, 28, 47, 49, 68, 69)
    AND donor IS NOT NULL
),
parts AS MATERIALIZED (
  SELECT part, side, min(entry) AS first, max(entry) AS last
  FROM lacking GROUP BY part, side
),
known AS MATERIALIZED (
  SELECT p.part, p.side,
         CASE WHEN p.side = 1 AND EXISTS
                (SELECT 1 FROM income i WHERE i.part = p.part AND i.id <> ''
                 AND i.entry BETWEEN p.first - 100 AND p.last + 100) THEN 1
              WHEN p.side = 2 AND EXISTS
                (SELECT 1 FROM expense i WHERE i.part = p.part AND i.id <> ''
                 AND i.entry BETWEEN p.first - 100 AND p.last + 100) THEN 1
              ELSE 0 END AS has_id,
         CASE WHEN p.side = 1 AND EXISTS
                (SELECT 1 FROM income i WHERE i.part = p.part AND i.address <> ''
                 AND i.entry BETWEEN p.first - 100 AND p.last + 100) THEN 1
              WHEN p.side = 2 AND EXISTS
                (SELECT 1 FROM expense i WHERE i.part = p.part AND i.address <> ''
                 AND i.entry BETWEEN p.first - 100 AND p.last + 100) THEN 1
              ELSE 0 END AS has_address
  FROM parts p
),
who AS MATERIALIZED (
  SELECT g.filing, g.donor, g.side, max(g.day) AS last_day
  FROM lacking g
  JOIN known k ON k.part = g.part AND k.side = g.side
  WHERE g.no_id * k.has_id = 1 OR g.no_address * k.has_address = 1
  GROUP BY g.filing, g.donor, g.side
),
summed AS MATERIALIZED (
  SELECT w.filing, w.donor, w.side, w.last_day,
         CASE WHEN w.side = 1
              THEN (SELECT CAST(sum(i.amount) AS BIGINT) FROM income i
                    WHERE i.donor = w.donor AND i.filing = w.filing)
              ELSE (SELECT CAST(sum(e.amount) AS BIGINT) FROM expense e
                    WHERE e.donor = w.donor AND e.filing = w.filing
                      AND e.subject NOT IN (27, 28, 47, 49, 68, 69)) END AS total
  FROM who w
)
SELECT CAST(s.filing AS TEXT) || ' ' || CAST(s.donor AS TEXT) || ' '
       || CAST(s.side AS TEXT) AS key,
       s.filing, s.donor, g.entry, s.total AS value, l.value AS "limit", l.id AS law,
       g.disposition AS exempt, NULL AS detail
FROM summed s
JOIN law l ON l.name = 'detail.from'
          AND (l.from_day IS NULL OR s.last_day >= l.from_day)
          AND (l.to_day IS NULL OR s.last_day <= l.to_day)
JOIN lacking g ON g.filing = s.filing AND g.donor = s.donor AND g.side = s.side
WHERE s.total > l.value
