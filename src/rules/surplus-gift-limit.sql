-- id: surplus-gift-limit
-- law: LIM-S1
-- severity: A
-- unit: TWD
-- needs: none
-- title: Gifts of a surplus to one body in a year over the limit | 賸餘政治獻金一年內捐贈同一對象超過限額
-- message: Gifts of the surplus to {name} in one year come to {value}, over the figure of {limit}; worth checking | 賸餘政治獻金同一年捐贈{name}合計 {value}，超過限額 {limit}，值得查證
--
-- Subjects 62 (political groups, the own party) and 63 (education, culture, charity).
WITH given AS (
  SELECT e.entry, e.filing, e.donor, e.day,
         min(e.entry) OVER w AS key, max(e.counterparty) OVER w AS name,
         sum(e.amount) OVER w AS total, max(e.day) OVER w AS last_day
  FROM expense e
  WHERE e.subject IN (62, 63) AND e.account = 'surplus'
    AND e.donor IS NOT NULL AND e.year IS NOT NULL
  WINDOW w AS (PARTITION BY e.donor, e.recipient, e.year)
)
SELECT g.key, min(g.filing) OVER (PARTITION BY g.key) AS filing, g.donor, g.entry,
       g.total AS value, l.value AS "limit", l.id AS law, NULL AS exempt,
       g.name AS detail
FROM given g
JOIN law l ON l.name = 'surplus.gift.max'
          AND (l.from_day IS NULL OR g.last_day >= l.from_day)
          AND (l.to_day IS NULL OR g.last_day <= l.to_day)
WHERE g.total > l.value
