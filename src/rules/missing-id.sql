-- id: missing-id
-- law: REC-02
-- severity: F
-- unit: TWD
-- needs: none
-- title: Gift without id or address where both are needed | 應載明證號及地址之捐贈缺漏
-- message: A gift of {value} lacks {name}; over the figure of {limit} both id and address are needed; worth checking | 捐贈 {value}缺{name}，逾 {limit}者應載明證號及地址，值得查證
--
-- Public files leave the ids of groups blank, so only individuals and businesses are
-- tested.  A table in which no row at all has the cell is one without that column
-- and says nothing.  Rows of one table have entry ids in a row.
WITH lacking AS MATERIALIZED (
  SELECT g.entry, g.filing, g.donor, g.part, g.amount, g.day, g.disposition,
         CASE WHEN g.id = '' THEN 1 ELSE 0 END AS no_id,
         CASE WHEN g.address = '' THEN 1 ELSE 0 END AS no_address
  FROM income g
  WHERE (g.id = '' OR g.address = '') AND g.kind IN ('individual', 'business')
    AND g.amount > (SELECT min(value) FROM law WHERE name = 'receipt.id.over')
    AND NOT (g.monetary IS NOT NULL AND g.monetary = 0
             AND g.amount <= (SELECT max(value) FROM law WHERE name = 'inkind.exempt'))
),
parts AS MATERIALIZED (
  SELECT part, min(entry) AS first, max(entry) AS last FROM lacking GROUP BY part
),
known AS MATERIALIZED (
  SELECT p.part,
         CASE WHEN EXISTS (SELECT 1 FROM income i
                           WHERE i.entry BETWEEN p.first - 100 AND p.last + 100
                             AND i.part = p.part AND i.id <> '')
              THEN 1 ELSE 0 END AS has_id,
         CASE WHEN EXISTS (SELECT 1 FROM income i
                           WHERE i.entry BETWEEN p.first - 100 AND p.last + 100
                             AND i.part = p.part AND i.address <> '')
              THEN 1 ELSE 0 END AS has_address
  FROM parts p
)
SELECT g.entry AS key, g.filing, g.donor, g.entry, g.amount AS value,
       l.value AS "limit", l.id AS law, g.disposition AS exempt,
       CASE WHEN g.no_id * k.has_id = 1 AND g.no_address * k.has_address = 1
            THEN 'id and address | 證號及地址'
            WHEN g.no_id * k.has_id = 1 THEN 'id | 證號'
            ELSE 'address | 地址' END AS detail
FROM lacking g
JOIN known k ON k.part = g.part
JOIN law l ON l.name = 'receipt.id.over'
          AND (l.from_day IS NULL OR g.day >= l.from_day)
          AND (l.to_day IS NULL OR g.day <= l.to_day)
WHERE g.amount > l.value
  AND (g.no_id * k.has_id = 1 OR g.no_address * k.has_address = 1)
