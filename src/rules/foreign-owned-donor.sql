-- id: foreign-owned-donor
-- law: PD-07
-- severity: C
-- unit: TWD
-- needs: company
-- title: Business whose main members are foreign by the registry | 登記資料顯示主要成員為外資之營利事業捐贈
-- message: By the registry the main members of this business are foreign or of mainland China, Hong Kong or Macau; such a business may not give; worth checking | 登記資料顯示此營利事業主要成員為外國、大陸、香港或澳門之人民、法人，依法不得捐贈，值得查證
SELECT g.entry AS key, g.filing, g.donor, g.entry, g.amount AS value,
       l.value AS "limit", l.id AS law, g.disposition AS exempt, NULL AS detail
FROM gift g
JOIN law l ON l.name = 'barred.foreign'
          AND (l.from_day IS NULL OR g.day >= l.from_day)
          AND (l.to_day IS NULL OR g.day <= l.to_day)
WHERE g.kind IN ('business', 'group')
  AND g.id IN (SELECT tax_id FROM company WHERE foreign_owned = 1)
