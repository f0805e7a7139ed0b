-- id: anonymous-limit
-- law: AN-02
-- severity: A
-- unit: TWD
-- needs: none
-- title: Anonymous gift over the limit | 匿名捐贈超過限額
-- message: An anonymous gift of {value} is over the figure of {limit}; worth checking | 匿名捐贈 {value}，超過限額 {limit}，值得查證
--
-- The subject says what is anonymous, not the name.  A gift without a day is judged
-- by the law on polling day.
SELECT g.entry AS key, g.filing, NULL AS donor, g.entry, g.amount AS value,
       l.value AS "limit", l.id AS law, g.disposition AS exempt, NULL AS detail
FROM gift g
JOIN filing_info f ON f.filing = g.filing
JOIN law l ON l.name = 'anonymous.max'
          AND (l.from_day IS NULL OR coalesce(g.day, f.polling_day) >= l.from_day)
          AND (l.to_day IS NULL OR coalesce(g.day, f.polling_day) <= l.to_day)
WHERE g.kind = 'anonymous' AND g.amount > l.value
  AND g.amount > (SELECT min(value) FROM law WHERE name = 'anonymous.max')
