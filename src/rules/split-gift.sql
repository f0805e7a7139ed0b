-- id: split-gift
-- law: S-02
-- severity: S
-- unit: TWD
-- needs: none
-- title: Gifts of cash within a week that together pass the limit | 一週內多筆現金捐贈合計超過限額
-- message: One donor's gifts of cash within 7 days come to {value}, each of them not over the figure of {limit}; filings of the same office and year with such gifts: {name}; worth checking | 同一捐贈者七日內多筆現金捐贈合計 {value}，各筆均未逾限額 {limit}；同類申報中有此情形者 {name}，值得查證
--
-- The busiest seven days of a donor and a recipient.  The frame of a window cannot be
-- a setting: the number of days stands in the query.
WITH often AS MATERIALIZED (
  SELECT DISTINCT donor, recipient
  FROM gifts_by_year
  WHERE gifts >= 2
    AND amount > (SELECT min(value) FROM law WHERE name = 'cash.max')
),
cash AS MATERIALIZED (
  SELECT g.entry, g.filing, g.donor, g.recipient, g.day, g.amount, g.disposition,
         l.id AS law, l.value AS most
  FROM often o
  JOIN income g ON g.donor = o.donor AND g.recipient = o.recipient
  JOIN law l ON l.name = 'cash.max'
            AND (l.from_day IS NULL OR g.day >= l.from_day)
            AND (l.to_day IS NULL OR g.day <= l.to_day)
  WHERE g.method = 'cash' AND g.kind <> 'other' AND g.amount <= l.value
),
summed AS (
  SELECT donor, recipient, day, most,
         sum(amount) OVER w AS total, count(*) OVER w AS n
  FROM cash
  WINDOW w AS (PARTITION BY donor, recipient ORDER BY day
               RANGE BETWEEN 6 PRECEDING AND CURRENT ROW)
),
ranked AS (
  SELECT donor, recipient, day, total,
         row_number() OVER (PARTITION BY donor, recipient
                            ORDER BY total DESC, day) AS place
  FROM summed
  WHERE total > most AND n >= 2
),
hits AS MATERIALIZED (
  SELECT c.entry, c.filing, c.donor, c.recipient, c.law, c.most, c.disposition,
         CAST(r.total AS BIGINT) AS total
  FROM ranked r
  JOIN cash c ON c.donor = r.donor AND c.recipient = r.recipient
             AND c.day BETWEEN r.day - 6 AND r.day
  WHERE r.place = 1
),
rate AS MATERIALIZED (
  SELECT coalesce(f.office, f.account) AS office, coalesce(f.year, 0) AS year,
         count(*) AS peers, count(h.filing) AS hits
  FROM filing_info f
  LEFT JOIN (SELECT DISTINCT filing FROM hits) h ON h.filing = f.filing
  WHERE f.account <> 'surplus'
  GROUP BY coalesce(f.office, f.account), coalesce(f.year, 0)
),
found AS (
  SELECT h.*, r.hits, r.peers,
         CASE WHEN r.peers >= (SELECT max(value) FROM law
                               WHERE name = 'signal.peers.min')
               AND r.hits * 10000 > r.peers * (SELECT max(value) FROM law
                                               WHERE name = 'signal.common')
              THEN 1 ELSE 0 END AS common
  FROM hits h
  JOIN filing_info f ON f.filing = h.filing
  JOIN rate r ON r.office = coalesce(f.office, f.account)
             AND r.year = coalesce(f.year, 0)
)
SELECT CASE WHEN common = 1 THEN 'filing ' || CAST(filing AS TEXT)
            ELSE CAST(donor AS TEXT) || ' ' || CAST(recipient AS TEXT) END AS key,
       filing, CASE WHEN common = 0 THEN donor END AS donor,
       CASE WHEN common = 0 THEN entry END AS entry, total AS value, most AS "limit",
       law, CASE WHEN common = 1 THEN 'common' ELSE disposition END AS exempt,
       CAST(hits AS TEXT) || '/' || CAST(peers AS TEXT) AS detail
FROM found
