-- id: in-kind-value
-- law: VAL-01
-- severity: F
-- unit: TWD
-- needs: none
-- title: Gift in kind without a word on its value | 非金錢捐贈未載明價值依據
-- message: A gift in kind of {value}, over {limit}, says nothing on what it is or how it was valued; worth checking | 非金錢捐贈 {value}（逾 {limit}）未載明品名或估價依據，值得查證
--
-- The public platform shows no such text for income.  Where no income row of a table
-- has one, its gifts in kind are listed as exempt 'not-published', one flag a filing.
WITH kind_gift AS MATERIALIZED (
  SELECT g.entry, g.filing, g.donor, g.part, g.amount, g.day, g.disposition
  FROM gift g
  WHERE g.monetary = 0 AND g.purpose = ''
    AND g.amount > (SELECT min(value) FROM law WHERE name = 'inkind.valuation.over')
),
known AS MATERIALIZED (
  SELECT p.part, CASE WHEN t.part IS NULL THEN 0 ELSE 1 END AS has
  FROM (SELECT DISTINCT part FROM kind_gift) p
  LEFT JOIN (SELECT DISTINCT part FROM income WHERE purpose <> '') t ON t.part = p.part
)
SELECT CASE WHEN k.has = 1 THEN 'entry ' || CAST(g.entry AS TEXT)
            ELSE 'filing ' || CAST(g.filing AS TEXT) END AS key,
       g.filing, g.donor, g.entry, g.amount AS value, l.value AS "limit", l.id AS law,
       CASE WHEN k.has = 0 THEN 'not-published' ELSE g.disposition END AS exempt,
       NULL AS detail
FROM kind_gift g
JOIN known k ON k.part = g.part
JOIN law l ON l.name = 'inkind.valuation.over'
          AND (l.from_day IS NULL OR g.day >= l.from_day)
          AND (l.to_day IS NULL OR g.day <= l.to_day)
WHERE g.amount > l.value
