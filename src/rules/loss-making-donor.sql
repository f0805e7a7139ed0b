-- id: loss-making-donor
-- law: PD-03
-- severity: A
-- unit: TWD
-- needs: loss
-- title: Gift of a business with an accumulated deficit | 有累積虧損尚未依規定彌補之營利事業捐贈
-- message: The statements of the year before the gift ({name}) appear to show an accumulated deficit; such a business may not give until it is made up; worth checking | 捐贈前一年度（{name}）財務報表似有累積虧損，未依規定彌補前不得捐贈，值得查證
WITH deficit AS (
  SELECT tax_id, year FROM loss
  WHERE amount IS NULL OR amount <> 0
  GROUP BY tax_id, year
)
SELECT g.entry AS key, g.filing, g.donor, g.entry, g.amount AS value,
       l.value AS "limit", l.id AS law, g.disposition AS exempt,
       CAST(d.year AS TEXT) AS detail
FROM gift g
JOIN deficit d ON d.tax_id = g.id AND d.year = g.year - 1
JOIN law l ON l.name = 'barred.loss'
          AND (l.from_day IS NULL OR g.day >= l.from_day)
          AND (l.to_day IS NULL OR g.day <= l.to_day)
WHERE g.id <> ''
