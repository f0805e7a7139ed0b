-- id: all-candidates-year-limit
-- law: LIM-C2
-- severity: A
-- unit: TWD
-- needs: none
-- title: Gifts of one donor to all candidates in a year over the limit | 同一捐贈者一年內對不同擬參選人捐贈總額超過限額
-- message: Gifts of one donor ({name}) to all candidates in one year come to {value}, over the figure of {limit}; worth checking | 同一捐贈者（{name}）同一年對各擬參選人捐贈合計 {value}，超過限額 {limit}，值得查證
--
-- The year is judged by the highest figure that was in force in it.  In a year of
-- change (2018) a sum over the lower one, with a gift dated while that one was in
-- force, is listed as exempt 'mixed-year'.
-- A firm whose owner answers for it (商行 ...) and an office (事務所, 診所 ...) count
-- as individuals from the days of 'individual.firms' and 'individual.offices' on.
-- Rows marked returned or paid to the treasury are left out of the sum; where the
-- sum is over the figure only with them, the flag is listed as exempt.
WITH large AS ( -- donors over the lowest figure of any kind
  SELECT donor, year
  FROM gifts_by_year
  WHERE account = 'candidate' AND year IS NOT NULL
  GROUP BY donor, year
  HAVING sum(amount) > (SELECT min(value) FROM law WHERE name = 'candidates.year.max')
),
calendar AS ( -- first and last day of those years
  SELECT year, (year - 1970) * 365 + (year - 1969) / 4 AS first_day,
         (year - 1969) * 365 + (year - 1968) / 4 - 1 AS last_day
  FROM (SELECT DISTINCT year FROM large) y
),
in_year AS ( -- the figures in force in a year; as a rule one a kind
  SELECT c.year, l.kind, l.id, l.value, l.from_day, l.to_day,
         max(l.value) OVER w AS high, min(l.value) OVER w AS low
  FROM calendar c
  JOIN law l ON l.name = 'candidates.year.max'
            AND (l.from_day IS NULL OR l.from_day <= c.last_day)
            AND (l.to_day IS NULL OR l.to_day >= c.first_day)
  WINDOW w AS (PARTITION BY c.year, l.kind)
),
figure AS (
  SELECT year, kind, high, low,
         max(CASE WHEN value = high THEN id END) AS high_law,
         max(CASE WHEN value = low THEN id END) AS low_law,
         min(CASE WHEN value = low THEN coalesce(from_day, -999999) END) AS low_from,
         max(CASE WHEN value = low THEN coalesce(to_day, 999999) END) AS low_to
  FROM in_year
  GROUP BY year, kind, high, low
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
  WHERE g.account = 'candidate'
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
         min(sure) OVER w AS sure,
         min(day) OVER w AS first_day
  FROM given
  WINDOW w AS (PARTITION BY donor, year)
),
kinds AS (
  SELECT t.*, CASE rank WHEN 3 THEN 'business' WHEN 2 THEN 'group'
                   WHEN 1 THEN 'individual' ELSE 'party' END AS kind
  FROM summed t
),
judged AS (
  SELECT t.*, f.high, f.low, f.high_law, f.low_law,
         CASE WHEN t.kept > f.high THEN 'over'
              WHEN t.kept > f.low AND f.low < f.high AND t.first_day <= f.low_to
                   AND t.last_day >= f.low_from THEN 'mixed'
              WHEN t.total > f.high THEN 'exempt' END AS state
  FROM kinds t
  JOIN figure f ON f.year = t.year AND f.kind = t.kind
)
SELECT t.key, NULL AS filing, t.donor, t.entry,
       CASE t.state WHEN 'exempt' THEN t.total ELSE t.kept END AS value,
       CASE t.state WHEN 'mixed' THEN t.low ELSE t.high END AS "limit",
       CASE t.state WHEN 'mixed' THEN t.low_law ELSE t.high_law END AS law,
       CASE WHEN t.state = 'mixed' THEN 'mixed-year'
            WHEN t.state = 'over' THEN NULL
            WHEN t.returned = 1 THEN 'returned' ELSE 'treasury' END AS exempt,
       CASE WHEN t.rank = 3 THEN 'business | 營利事業'
            WHEN t.rank = 2 THEN 'group | 人民團體'
            WHEN t.rank = 0 THEN 'party | 政黨'
            WHEN t.firm = 1
            THEN 'firm or office counted as an individual | 以個人計之商號、事務所'
            WHEN t.sure = 1 THEN 'individual | 個人'
            ELSE 'individual, possibly the same person | 個人，可能為同一人' END AS detail
FROM judged t
WHERE t.state = 'exempt' OR (t.state IN ('over', 'mixed') AND t.disposition IS NULL)
