-- id: all-parties-year-limit
-- law: LIM-P2
-- severity: A
-- unit: TWD
-- needs: none
-- title: Gifts of one donor to all parties in a year over the limit | 同一捐贈者一年內對不同政黨、政治團體捐贈總額超過限額
-- message: Gifts of one donor ({name}) to all parties in one year come to {value}, over the figure of {limit}; worth checking | 同一捐贈者（{name}）同一年對各政黨、政治團體捐贈合計 {value}，超過限額 {limit}，值得查證
--
-- A firm whose owner answers for it (商行 ...) and an office (事務所, 診所 ...) count
-- as individuals from the days of 'individual.firms' and 'individual.offices' on.
-- Rows marked returned or paid to the treasury are left out of the sum; where the
-- sum is over the figure only with them, the flag is listed as exempt.
WITH large AS ( -- donors over the lowest figure of any kind
  SELECT donor, year
  FROM gifts_by_year
  WHERE account = 'party' AND year IS NOT NULL
  GROUP BY donor, year
  HAVING sum(amount) > (SELECT min(value) FROM law WHERE name = 'parties.year.max')
),
given AS ( -- every gift of those, and what it counts as
  SELECT g.entry, g.filing, g.donor, g.recipient, g.election, g.year, g.day,
         g.amount, g.disposition,
         CASE WHEN g.kind = 'business' THEN 3 WHEN g.kind = 'group' THEN 2
              WHEN g.kind = 'individual' THEN 1 ELSE 0 END AS booked,
         CASE WHEN g.kind = 'business' AND g.day >= CASE g.owner
                WHEN 'individual.firms' THEN (SELECT min(from_day) FROM law
                                              WHERE name = 'individual.firms')
                WHEN 'individual.offices' THEN (SELECT min(from_day) FROM law
                                                WHERE name = 'individual.offices')
              END THEN 1 ELSE 0 END AS firm,
         CASE WHEN g.id_kind IN ('person', 'tax', 'tax-relaxed', 'tax-wrong')
              THEN 1 ELSE 0 END AS sure
  FROM large o
  JOIN gift_named g ON g.donor = o.donor AND g.year = o.year
  WHERE g.account = 'party'
    -- a name alone, without id and county, is no person
    AND (g.kind <> 'individual' OR g.id_kind <> 'none' OR g.place <> 0)
),
summed AS (
  SELECT entry, filing, donor, year, disposition,
         min(entry) OVER w AS key,
         sum(amount) OVER w AS total,
         sum(CASE WHEN disposition IS NULL THEN amount ELSE 0 END) OVER w AS kept,
         max(CASE WHEN disposition = 'returned' THEN 1 ELSE 0 END) OVER w AS returned,
         max(day) OVER w AS last_day,
         max(CASE WHEN firm = 1 THEN 1 ELSE booked END) OVER w AS rank,
         max(firm) OVER w AS firm,
         min(sure) OVER w AS sure
  FROM given
  WINDOW w AS (PARTITION BY donor, year)
),
judged AS (
  SELECT t.*, CASE rank WHEN 3 THEN 'business' WHEN 2 THEN 'group'
                   WHEN 1 THEN 'individual' ELSE 'party' END AS kind
  FROM summed t
)
SELECT t.key, NULL AS filing, t.donor, t.entry,
       CASE WHEN t.kept > l.value THEN t.kept ELSE t.total END AS value,
       l.value AS "limit", l.id AS law,
       CASE WHEN t.kept > l.value THEN NULL
            WHEN t.returned = 1 THEN 'returned' ELSE 'treasury' END AS exempt,
       CASE WHEN t.rank = 3 THEN 'business | 營利事業'
            WHEN t.rank = 2 THEN 'group | 人民團體'
            WHEN t.rank = 0 THEN 'party | 政黨'
            WHEN t.firm = 1
            THEN 'firm or office counted as an individual | 以個人計之商號、事務所'
            WHEN t.sure = 1 THEN 'individual | 個人'
            ELSE 'individual, possibly the same person | 個人，可能為同一人' END AS detail
FROM judged t
JOIN law l ON l.name = 'parties.year.max' AND l.kind = t.kind
          AND (l.from_day IS NULL OR t.last_day >= l.from_day)
          AND (l.to_day IS NULL OR t.last_day <= l.to_day)
WHERE t.total > l.value AND (t.kept <= l.value OR t.disposition IS NULL)
