-- id: anonymous-share-high
-- law: S-24
-- severity: S
-- unit: bp
-- needs: none
-- title: Anonymous share near its limit | 匿名捐贈比例接近上限
-- message: Anonymous gifts are {value} of all gifts, near the figure of {limit}; filings of the same office and year as near: {name}; worth checking | 匿名捐贈占捐贈收入 {value}，接近上限 {limit}；同類申報中有此情形者 {name}，值得查證
--
-- An early warning from two thirds of the limit up to the limit itself; what is over
-- it is the rule anonymous-share.  Returned gifts and those paid to the treasury are
-- left out above the line, as there.
WITH anonymous AS (
  SELECT filing, CAST(sum(amount) AS BIGINT) AS kept, max(day) AS last_day
  FROM income
  WHERE donor IS NULL AND kind = 'anonymous' AND disposition IS NULL
  GROUP BY filing
),
near AS MATERIALIZED (
  SELECT a.filing, CAST((a.kept * 10000 + f.received - 1) / f.received AS BIGINT)
                   AS share, l.value AS most, l.id AS law
  FROM anonymous a
  JOIN filing_info f ON f.filing = a.filing
  JOIN law l ON l.name = 'anonymous.share.max'
            AND (l.from_day IS NULL
                 OR coalesce(a.last_day, f.polling_day) >= l.from_day)
            AND (l.to_day IS NULL OR coalesce(a.last_day, f.polling_day) <= l.to_day)
  WHERE f.received > 0 AND a.kept * 30000 >= l.value * 2 * f.received
    AND a.kept * 10000 <= l.value * f.received
),
rate AS (
  SELECT coalesce(f.office, f.account) AS office, coalesce(f.year, 0) AS year,
         count(*) AS peers, count(n.filing) AS hits
  FROM filing_info f LEFT JOIN near n ON n.filing = f.filing
  WHERE f.account <> 'surplus'
  GROUP BY coalesce(f.office, f.account), coalesce(f.year, 0)
)
SELECT n.filing AS key, n.filing, NULL AS donor, NULL AS entry, n.share AS value,
       n.most AS "limit", n.law,
       CASE WHEN r.peers >= (SELECT max(value) FROM law WHERE name = 'signal.peers.min')
             AND r.hits * 10000 > r.peers * (SELECT max(value) FROM law
                                             WHERE name = 'signal.common')
            THEN 'common' END AS exempt,
       CAST(r.hits AS TEXT) || '/' || CAST(r.peers AS TEXT) AS detail
FROM near n
JOIN filing_info f ON f.filing = n.filing
JOIN rate r ON r.office = coalesce(f.office, f.account)
           AND r.year = coalesce(f.year, 0)
