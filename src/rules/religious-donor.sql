-- id: religious-donor
-- law: PD-04
-- severity: A
-- unit: TWD
-- needs: religious_group
-- title: Gift of a body on the list of religious groups | 宗教團體名單所列者之捐贈
-- message: The donor is on the list of religious groups ({name}); such a group may not give; worth checking | 捐贈者列於宗教團體名單（{name}），依法不得捐贈，值得查證
WITH numbered AS (
  SELECT tax_id, min(name) AS name FROM religious_group
  WHERE tax_id <> '' GROUP BY tax_id
),
named AS (
  SELECT DISTINCT replace(name, '臺', '台') AS name FROM religious_group
  WHERE name <> ''
),
found AS (
  SELECT g.entry, 'by tax id | 統一編號相同' AS by_what
  FROM gift g JOIN numbered n ON n.tax_id = g.id
  WHERE g.kind IN ('business', 'group', 'individual') AND g.id <> ''
  UNION ALL
  SELECT g.entry, 'by name | 名稱相同' AS by_what
  FROM gift g JOIN named n ON n.name = g.name
  WHERE g.kind IN ('business', 'group')
     OR (g.kind = 'individual'
         AND g.id_kind NOT IN ('person', 'person-wrong', 'masked', 'resident'))
),
once AS (
  SELECT entry, max(by_what) AS by_what FROM found GROUP BY entry
)
SELECT g.entry AS key, g.filing, g.donor, g.entry, g.amount AS value,
       l.value AS "limit", l.id AS law, g.disposition AS exempt, o.by_what AS detail
FROM once o
JOIN gift g ON g.entry = o.entry
JOIN law l ON l.name = 'barred.religious'
          AND (l.from_day IS NULL OR g.day >= l.from_day)
          AND (l.to_day IS NULL OR g.day <= l.to_day)
