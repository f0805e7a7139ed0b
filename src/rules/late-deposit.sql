-- id: late-deposit
-- law: ACC-01
-- severity: A
-- unit: days
-- needs: none
-- title: Gift of money deposited late | 金錢捐贈逾期存入專戶
-- message: The gift reached the account {value} after it was received, over the figure of {limit}; worth checking | 捐贈於收受後 {value}始存入專戶，超過規定之 {limit}，值得查證
SELECT g.entry AS key, g.filing, g.donor, g.entry, g.deposit_day - g.day AS value,
       l.value AS "limit", l.id AS law, g.disposition AS exempt, NULL AS detail
FROM gift g
JOIN law l ON l.name = 'deposit.days.max'
          AND (l.from_day IS NULL OR g.day >= l.from_day)
          AND (l.to_day IS NULL OR g.day <= l.to_day)
WHERE coalesce(g.monetary, 1) = 1 AND g.deposit_day - g.day > l.value
  AND g.deposit_day - g.day > (SELECT min(value) FROM law
                               WHERE name = 'deposit.days.max')
