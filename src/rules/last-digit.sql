-- id: last-digit
-- law: S-25
-- severity: S
-- unit: none
-- needs: none
-- title: Last digits of small spending far from even | 小額支出尾數分布不均
-- message: The last digits of small spending are far from evenly spread: chi-square in hundredths {value}, against {limit} ({name}); worth checking | 小額支出之尾數分布明顯不均：卡方值（百分之一為單位）{value}，界限 {limit}（{name}），值得查證
--
-- Spending under 10,000 without wages, returns and payments to the treasury, each
-- payee and amount once.  Amounts that end in 0 or 5 are left out: cash is round.
-- Chi-square of the other eight digits, with seven degrees of freedom, in hundredths
-- and whole numbers only.  Prices like 8 and 9: an effect of the given size is asked
-- for as well.  Never on gifts.
WITH small AS MATERIALIZED (
  SELECT filing, amount % 10 AS digit
  FROM expense
  WHERE amount > 0 AND amount < 10000 AND amount % 10 NOT IN (0, 5)
    AND subject NOT IN (20, 27, 28, 41, 47, 49, 68, 69)
  GROUP BY donor, recipient, filing, amount
),
digits AS MATERIALIZED (
  SELECT filing, digit, count(*) AS n FROM small GROUP BY filing, digit
),
sizes AS MATERIALIZED (
  SELECT filing, CAST(sum(n) AS BIGINT) AS n, count(*) AS seen
  FROM digits GROUP BY filing
  HAVING sum(n) >= (SELECT max(value) FROM law WHERE name = 'last-digit.min')
),
tested AS MATERIALIZED (
  SELECT s.filing, s.n,
         CAST((sum((8 * d.n - s.n) * (8 * d.n - s.n)) + (8 - max(s.seen)) * s.n * s.n)
              * 100 / (8 * s.n) AS BIGINT) AS chi
  FROM sizes s JOIN digits d ON d.filing = s.filing
  GROUP BY s.filing, s.n
),
found AS MATERIALIZED (
  SELECT t.filing, t.n, t.chi,
         (SELECT max(value) FROM law WHERE name = 'last-digit.critical') AS critical
  FROM tested t
  WHERE t.chi > (SELECT max(value) FROM law WHERE name = 'last-digit.critical')
    AND t.chi * 100 > t.n * (SELECT max(value) FROM law WHERE name = 'last-digit.effect')
),
rate AS (
  SELECT (SELECT count(filing) FROM found) AS hits,
         (SELECT count(filing) FROM tested) AS peers
)
SELECT f.filing AS key, f.filing, NULL AS donor, NULL AS entry, f.chi AS value,
       f.critical AS "limit", NULL AS law,
       CASE WHEN r.peers >= (SELECT max(value) FROM law WHERE name = 'signal.peers.min')
             AND r.hits * 10000 > r.peers * (SELECT max(value) FROM law
                                             WHERE name = 'signal.common')
            THEN 'common' END AS exempt,
       CAST(f.n AS TEXT) || ' [rows, base rate|筆，基率] ' || CAST(r.hits AS TEXT) || '/'
       || CAST(r.peers AS TEXT) AS detail
FROM found f
CROSS JOIN rate r
