-- id: post-election
-- law: S-15
-- severity: S
-- unit: TWD
-- needs: none
-- title: Income after polling day | 投票日後之收入
-- message: {value} came in after polling day; filings of the same office and year with such income: {name}; worth checking | 投票日後收入 {value}；同類申報中有此情形者 {name}，值得查證
--
-- Gifts dated after polling day, gifts that reached the account more than a few days
-- after it, and other income of some size dated after it: interest is small.  Gifts
-- outside the window are also the rule outside-window.
WITH late AS MATERIALIZED (
  SELECT i.entry, i.filing, i.amount, i.disposition
  FROM income i
  JOIN filing_info f ON f.filing = i.filing
  WHERE i.account = 'candidate'
    AND ((i.kind <> 'other'
          AND (i.day > f.polling_day
               OR i.deposit_day > f.polling_day + (SELECT max(value) FROM law
                                                   WHERE name = 'post-election.days')))
         OR (i.kind = 'other' AND i.day > f.polling_day
             AND i.amount >= (SELECT max(value) FROM law
                              WHERE name = 'post-election.income')))
),
sums AS MATERIALIZED (
  SELECT filing, CAST(sum(amount) AS BIGINT) AS amount FROM late GROUP BY filing
),
rate AS MATERIALIZED (
  SELECT coalesce(f.office, f.account) AS office, coalesce(f.year, 0) AS year,
         count(*) AS peers, count(h.filing) AS hits
  FROM filing_info f
  LEFT JOIN sums h ON h.filing = f.filing
  WHERE f.account <> 'surplus'
  GROUP BY coalesce(f.office, f.account), coalesce(f.year, 0)
),
found AS MATERIALIZED (
  SELECT d.filing, d.amount, r.hits, r.peers,
         CASE WHEN r.peers >= (SELECT max(value) FROM law
                               WHERE name = 'signal.peers.min')
               AND r.hits * 10000 > r.peers * (SELECT max(value) FROM law
                                               WHERE name = 'signal.common')
              THEN 1 ELSE 0 END AS common
  FROM sums d
  JOIN filing_info f ON f.filing = d.filing
  JOIN rate r ON r.office = coalesce(f.office, f.account)
             AND r.year = coalesce(f.year, 0)
)
SELECT f.filing AS key, f.filing, NULL AS donor,
       CASE WHEN f.common = 0 THEN l.entry END AS entry, f.amount AS value,
       NULL AS "limit", NULL AS law,
       CASE WHEN f.common = 1 THEN 'common' ELSE l.disposition END AS exempt,
       CAST(f.hits AS TEXT) || '/' || CAST(f.peers AS TEXT) AS detail
FROM found f
JOIN late l ON l.filing = f.filing
