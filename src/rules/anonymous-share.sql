-- id: anonymous-share
-- law: AN-04
-- severity: A
-- unit: bp
-- needs: none
-- title: Anonymous gifts over their share of the income of a filing | 匿名捐贈超過該次申報收入總額之比例
-- message: Anonymous gifts are {value} of all gifts of this filing, over the figure of {limit} ({name}); what is over it goes to the treasury; worth checking | 匿名捐贈占該次申報捐贈收入 {value}，超過 {limit}（{name}），超過部分應辦理繳庫，值得查證
--
-- The Act does not say whether interest belongs to the total.  The share of the gifts
-- alone is the larger one and is tested; the detail gives both.
WITH anonymous AS (
  SELECT entry, filing, day,
         CAST(sum(amount) OVER w AS BIGINT) AS total,
         CAST(sum(CASE WHEN disposition IS NULL THEN amount ELSE 0 END) OVER w
              AS BIGINT) AS kept,
         max(day) OVER w AS last_day
  FROM income
  WHERE kind = 'anonymous'
  WINDOW w AS (PARTITION BY filing)
),
interest AS (
  SELECT filing, CAST(sum(amount) AS BIGINT) AS amount
  FROM income WHERE kind = 'other' GROUP BY filing
),
share AS (
  SELECT a.entry, a.filing, l.id AS law, l.value AS most,
         CASE WHEN a.kept * 10000 > l.value * f.received THEN a.kept
              ELSE a.total END AS amount,
         CASE WHEN a.kept * 10000 > l.value * f.received THEN NULL
              ELSE 'treasury' END AS exempt,
         f.received AS gifts,
         CASE WHEN f.received + coalesce(i.amount, 0) > 0
              THEN f.received + coalesce(i.amount, 0) ELSE f.received END AS income
  FROM anonymous a
  JOIN filing_info f ON f.filing = a.filing
  JOIN law l ON l.name = 'anonymous.share.max'
            AND (l.from_day IS NULL
                 OR coalesce(a.last_day, f.polling_day) >= l.from_day)
            AND (l.to_day IS NULL OR coalesce(a.last_day, f.polling_day) <= l.to_day)
  LEFT JOIN interest i ON i.filing = a.filing
  WHERE f.received BETWEEN 1 AND 900000000000000 -- times 10,000 must fit
    AND a.total * 10000 > l.value * f.received
),
points AS ( -- hundredths of a percent, rounded up
  SELECT s.*, (amount * 10000 + gifts - 1) / gifts AS of_gifts,
         (amount * 10000 + income - 1) / income AS of_income
  FROM share s
),
shown AS (
  SELECT p.*,
         CAST(of_gifts / 100 AS TEXT) || '.'
         || substr(CAST(100 + of_gifts % 100 AS TEXT), 2) AS gifts_text,
         CAST(of_income / 100 AS TEXT) || '.'
         || substr(CAST(100 + of_income % 100 AS TEXT), 2) AS income_text
  FROM points p
)
SELECT filing AS key, filing, NULL AS donor, entry, of_gifts AS value,
       most AS "limit", law, exempt,
       gifts_text || ' % without interest, ' || income_text
       || ' % with it | 不計利息 ' || gifts_text || '%，計入利息 ' || income_text || '%'
       AS detail
FROM shown
