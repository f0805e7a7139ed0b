-- id: missing-contact
-- law: REC-03
-- severity: F
-- unit: TWD
-- needs: none
-- title: Small gift without id, address or phone | 小額捐贈證號、地址、電話全缺
-- message: A gift of {value} has no id, no address and no phone; up to {limit} one of them is enough; worth checking | 捐贈 {value}無證號、地址及電話，{limit}以下應至少載明其一，值得查證
--
-- Groups are left out: public files leave their ids blank.  A table in which no row
-- has any of the three is one without those columns and says nothing.
WITH lacking AS MATERIALIZED (
  SELECT g.entry, g.filing, g.donor, g.part, g.amount, g.day, g.disposition
  FROM income g
  WHERE g.id = '' AND g.phone = '' AND g.address = ''
    AND g.kind IN ('individual', 'business')
    AND g.amount <= (SELECT max(value) FROM law WHERE name = 'receipt.id.over')
    AND NOT (g.monetary IS NOT NULL AND g.monetary = 0
             AND g.amount <= (SELECT max(value) FROM law WHERE name = 'inkind.exempt'))
),
parts AS MATERIALIZED (
  SELECT part, min(entry) AS first, max(entry) AS last FROM lacking GROUP BY part
),
known AS MATERIALIZED (
  SELECT p.part FROM parts p
  WHERE EXISTS (SELECT 1 FROM income i
                WHERE i.entry BETWEEN p.first - 100 AND p.last + 100
                  AND i.part = p.part
                  AND (i.id <> '' OR i.address <> '' OR i.phone <> ''))
)
SELECT g.entry AS key, g.filing, g.donor, g.entry, g.amount AS value,
       l.value AS "limit", l.id AS law, g.disposition AS exempt, NULL AS detail
FROM lacking g
JOIN known k ON k.part = g.part
JOIN law l ON l.name = 'receipt.id.over' AND l.value > 0
          AND (l.from_day IS NULL OR g.day >= l.from_day)
          AND (l.to_day IS NULL OR g.day <= l.to_day)
WHERE g.amount <= l.value
