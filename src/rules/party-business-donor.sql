-- id: party-business-donor
-- law: PD-10
-- severity: A
-- unit: TWD
-- needs: party_business
-- title: Gift of a business run or invested in by a party | 政黨經營或投資事業之捐贈
-- message: The donor is on the list of businesses run or invested in by a party ({name}); such a business may not give; worth checking | 捐贈者列於政黨經營或投資事業名單（{name}），依法不得捐贈，值得查證
WITH listed AS (
  SELECT tax_id, min(party) AS party FROM party_business GROUP BY tax_id
)
SELECT g.entry AS key, g.filing, g.donor, g.entry, g.amount AS value,
       l.value AS "limit", l.id AS law, g.disposition AS exempt, b.party AS detail
FROM gift g
JOIN listed b ON b.tax_id = g.id
JOIN law l ON l.name = 'barred.party.business'
          AND (l.from_day IS NULL OR g.day >= l.from_day)
          AND (l.to_day IS NULL OR g.day <= l.to_day)
WHERE g.id <> ''
