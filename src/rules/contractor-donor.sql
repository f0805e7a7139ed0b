-- id: contractor-donor
-- law: PD-02a
-- severity: A
-- unit: TWD
-- needs: award
-- title: Gift of a vendor with a huge public contract in performance | 巨額採購契約履約期間內廠商之捐贈
-- message: The donor appears to have had a public contract of {value} in performance on the day of the gift ({name}); from {limit} on it is a huge procurement and the vendor may not give; worth checking | 捐贈當日似有 {value}之政府採購契約於履約期間（{name}），達 {limit}即屬巨額採購，廠商不得捐贈，值得查證
--
-- A contract whose end is not known is listed as exempt 'uncertain' for the days of
-- 'procurement.open.days' after the award.
WITH contract AS (
  SELECT tax_id, agency, title, amount, award_day, end_day,
         CASE class WHEN 'works' THEN 'procurement.works'
                    WHEN 'goods' THEN 'procurement.goods'
                    WHEN 'services' THEN 'procurement.services' END AS law_name
  FROM award
  WHERE award_day IS NOT NULL
    AND amount >= (SELECT min(value) FROM law WHERE name = 'procurement.services')
),
during AS (
  SELECT g.entry, g.filing, g.donor, g.disposition, c.amount, c.agency,
         l.value AS least, l.id AS law,
         CASE WHEN c.end_day IS NULL THEN 1 ELSE 0 END AS uncertain,
         row_number() OVER (PARTITION BY g.entry ORDER BY
           CASE WHEN c.end_day IS NULL THEN 1 ELSE 0 END, c.amount DESC,
           c.award_day, c.agency, c.title) AS place
  FROM gift g
  JOIN contract c ON c.tax_id = g.id
  JOIN law l ON l.name = c.law_name
            AND (l.from_day IS NULL OR g.day >= l.from_day)
            AND (l.to_day IS NULL OR g.day <= l.to_day)
  WHERE g.id <> '' AND g.day >= c.award_day AND c.amount >= l.value
    AND g.day <= coalesce(c.end_day, c.award_day
          + (SELECT max(value) FROM law WHERE name = 'procurement.open.days'))
)
SELECT d.entry AS key, d.filing, d.donor, d.entry, d.amount AS value,
       d.least AS "limit", d.law,
       CASE WHEN d.disposition IS NOT NULL THEN d.disposition
            WHEN d.uncertain = 1 THEN 'uncertain' END AS exempt,
       CASE WHEN d.uncertain = 1 THEN d.agency || ', end not known | '
                                     || d.agency || '，履約迄日不明'
            ELSE d.agency END AS detail
FROM during d
WHERE d.place = 1
