-- id: outside-window
-- law: WIN-01
-- severity: A
-- unit: days
-- needs: none
-- title: Gift outside the period for gifts | 收受政治獻金逾法定期間
-- message: A gift is dated {value} {name}; worth checking | 捐贈日期{name} {value}，值得查證
--
-- The first and last day come with the election.  Interest is no gift and is never
-- tested.  Where the window opens with an election notice whose day is not known,
-- only gifts longer before polling day than any notice found are listed, as exempt
-- 'uncertain'.  A bank transfer counts on the day it arrives, a payment by a platform
-- on the day it was ordered; a filing calls both 匯款, so where only the one day is
-- outside the gift is exempt 'uncertain' too.
WITH dated AS (
  SELECT g.entry, g.filing, g.donor, g.office, g.day, g.disposition, f.window_end,
         coalesce(f.window_start, f.polling_day - n.value) AS first_day,
         CASE WHEN f.window_start IS NULL THEN 1 ELSE 0 END AS unknown,
         CASE WHEN f.window_start IS NULL
                OR f.polling_day - f.window_start <= n.value
              THEN 1 ELSE 0 END AS by_notice,
         CASE WHEN g.method = 'transfer' AND g.day >= n.arrival
              THEN g.deposit_day END AS arrival
  FROM gift g
  JOIN filing_info f ON f.filing = g.filing
  CROSS JOIN (SELECT max(CASE WHEN name = 'window.notice.longest'
                              THEN value END) AS value,
                     min(CASE WHEN name = 'gift.date.transfer'
                              THEN from_day END) AS arrival
              FROM law
              WHERE name IN ('window.notice.longest', 'gift.date.transfer')) n
  WHERE g.account = 'candidate'
    AND (g.day > f.window_end
         OR g.day < coalesce(f.window_start, f.polling_day - n.value)
         OR (g.deposit_day > f.window_end AND g.method = 'transfer'))
),
outside AS (
  SELECT d.*,
         CASE WHEN d.day > d.window_end THEN d.day - d.window_end
              WHEN d.day < d.first_day THEN d.first_day - d.day
              ELSE d.arrival - d.window_end END AS value,
         CASE WHEN d.day > d.window_end THEN 'end'
              WHEN d.day < d.first_day AND d.unknown = 1 THEN 'unknown'
              WHEN d.day < d.first_day AND d.arrival >= d.first_day
                   AND d.arrival <= d.window_end THEN 'early'
              WHEN d.day < d.first_day THEN 'start'
              ELSE 'late' END AS side
  FROM dated d
  WHERE d.day > d.window_end OR d.day < d.first_day OR d.arrival > d.window_end
),
months AS (SELECT * FROM law WHERE name = 'window.months'),
notice AS (SELECT * FROM law WHERE name = 'window.notice')
SELECT o.entry AS key, o.filing, o.donor, o.entry, o.value, NULL AS "limit",
       coalesce(m.id, n.id) AS law,
       CASE WHEN o.disposition IS NOT NULL THEN o.disposition
            WHEN o.side IN ('unknown', 'early', 'late') THEN 'uncertain'
            -- an office that the Act did not name yet
            WHEN o.by_notice = 0 AND m.id IS NULL THEN 'uncertain' END AS exempt,
       CASE o.side
            WHEN 'end' THEN 'after the last day for gifts | 晚於法定期間迄日'
            WHEN 'start' THEN 'before the first day for gifts | 早於法定期間起日'
            WHEN 'early' THEN 'before the first day for gifts, by a transfer that '
                 || 'arrived within them | 早於法定期間起日，惟匯款於期間內入帳'
            WHEN 'late' THEN 'after the last day for gifts, if the day on which the '
                 || 'transfer arrived counts | 晚於法定期間迄日（以匯款入帳日計）'
            ELSE 'before any likely election notice, whose day is not known'
                 || ' | 早於可能之選舉公告日（公告日不明）' END AS detail
FROM outside o
LEFT JOIN months m ON o.by_notice = 0 AND m.office = o.office
                  AND (m.from_day IS NULL OR o.day >= m.from_day)
                  AND (m.to_day IS NULL OR o.day <= m.to_day)
LEFT JOIN notice n ON m.id IS NULL
                  AND (n.from_day IS NULL OR o.day >= n.from_day)
                  AND (n.to_day IS NULL OR o.day <= n.to_day)
