-- id: cash-limit
-- law: CASH-01
-- severity: A
-- unit: TWD
-- needs: none
-- title: Gift in cash over the limit | 現金捐贈超過限額
-- message: A gift of {value} in cash is over {limit}, from where on a cheque or a bank transfer is asked for; worth checking | 現金捐贈 {value}，超過 {limit}應以支票或金融機構匯款為之，值得查證
--
-- Bequests do not count from 2008-08-15 on.  A gift without a day is judged by the
-- law on polling day.
SELECT g.entry AS key, g.filing, g.donor, g.entry, g.amount AS value,
       l.value AS "limit", l.id AS law,
       CASE WHEN g.disposition IS NULL
             AND (g.purpose LIKE '%遺囑%' OR g.purpose LIKE '%遺贈%')
            THEN 'bequest' ELSE g.disposition END AS exempt, NULL AS detail
FROM gift g
JOIN filing_info f ON f.filing = g.filing
JOIN law l ON l.name = 'cash.max'
          AND (l.from_day IS NULL OR coalesce(g.day, f.polling_day) >= l.from_day)
          AND (l.to_day IS NULL OR coalesce(g.day, f.polling_day) <= l.to_day)
WHERE g.method = 'cash' AND coalesce(g.monetary, 1) = 1 AND g.amount > l.value
  AND g.amount > (SELECT min(value) FROM law WHERE name = 'cash.max')
