-- reconcile.sql - settlement tables against rows, and against themselves.
-- One row for each comparison: recipient, election, serial, chk, item, rows
-- (what is computed), tbl (what the table says), allowed (difference that the
-- public masking explains).
-- ?1 is the folded name of the only recipient wanted, NULL for all.
WITH
-- what is in force of each report, whatever version it came in, added up (sums.h)
n AS MATERIALIZED (
  SELECT f.recipient, f.election, f.serial, s.direction, s.subject, s.monetary,
         s.disposition, s.newspaper, s.amount
  FROM entry_sums s JOIN filing f ON f.id = s.filing
),
y AS MATERIALIZED (
  SELECT f.recipient, f.election, f.serial, s.item, s.amount, f.account
  FROM summary s JOIN filing f ON f.id = s.filing
  JOIN recipient r ON r.id = f.recipient
  WHERE f.summary_in_force AND s.amount IS NOT NULL
    AND (?1 IS NULL OR r.fold = ?1)
),
r AS MATERIALIZED (
  SELECT recipient, election, serial, direction, subject, sum(amount) AS amount
  FROM n GROUP BY recipient, election, serial, direction, subject
),
-- whose rows are all there: by report and side; the newspapers published gifts
-- of businesses only, but for every candidate of an election
whole AS MATERIALIZED (
  SELECT DISTINCT recipient, election, serial, direction FROM n WHERE NOT newspaper
),
gifts_only AS MATERIALIZED (
  SELECT DISTINCT election FROM n WHERE newspaper
),
kinds AS MATERIALIZED (
  SELECT recipient, election, serial, direction, monetary, sum(amount) AS amount
  FROM n GROUP BY recipient, election, serial, direction, monetary
),
gone AS MATERIALIZED (
  SELECT recipient, election, serial, disposition, sum(amount) AS amount
  FROM n WHERE direction = 1 GROUP BY recipient, election, serial, disposition
),
over_30000 AS MATERIALIZED (
  SELECT f.recipient, f.election, f.serial, o.direction, o.amount
  FROM entry_over o JOIN filing f ON f.id = o.filing
),
checks AS (
  -- IDT-02, IDT-03: each subject
  SELECT y.recipient, y.election, y.serial, 'subject' AS chk, y.item,
         coalesce(r.amount, 0) AS rows, y.amount AS tbl, 0 AS allowed
  FROM y
  JOIN subject s ON y.item GLOB '[0-9][0-9]' AND s.code = CAST(y.item AS INTEGER)
  LEFT JOIN r ON r.recipient = y.recipient AND r.election IS y.election
    AND r.serial = y.serial AND r.subject = s.code
  WHERE EXISTS (SELECT 1 FROM whole w WHERE w.recipient = y.recipient
                AND w.election IS y.election AND w.serial = y.serial
                AND w.direction = CASE s.direction WHEN 'income' THEN 1 ELSE 2 END)
     OR (s.code = 12 AND y.serial = 1 AND y.election IN (SELECT election FROM gifts_only))
  UNION ALL
  -- IDT-01, IDT-03: the total of all rows
  SELECT y.recipient, y.election, y.serial, 'total', y.item,
         (SELECT coalesce(sum(r.amount), 0) FROM r WHERE r.recipient = y.recipient
          AND r.election IS y.election AND r.serial = y.serial
          AND r.direction = w.direction), y.amount, 0
  FROM y
  JOIN whole w ON w.recipient = y.recipient AND w.election IS y.election
    AND w.serial = y.serial
    AND w.direction = CASE y.item WHEN 'income_total' THEN 1 ELSE 2 END
  WHERE y.item IN ('income_total', 'expense_total')
  UNION ALL
  -- IDT-01, IDT-03: money and goods
  SELECT y.recipient, y.election, y.serial, 'money', y.item,
         coalesce(k.amount, 0), y.amount, 0
  FROM y
  JOIN whole w ON w.recipient = y.recipient AND w.election IS y.election
    AND w.serial = y.serial
    AND w.direction = CASE WHEN y.item LIKE 'income%' THEN 1 ELSE 2 END
  LEFT JOIN kinds k ON k.recipient = y.recipient AND k.election IS y.election
    AND k.serial = y.serial AND k.direction = w.direction
    AND k.monetary = (y.item LIKE '%money')
  WHERE y.item IN ('income_money', 'income_in_kind', 'expense_money', 'expense_in_kind')
  UNION ALL
  -- the parts of the table against its own total
  SELECT y.recipient, y.election, y.serial, 'parts', y.item,
         (SELECT coalesce(sum(p.amount), 0) FROM y p
          JOIN subject s ON p.item GLOB '[0-9][0-9]' AND s.code = CAST(p.item AS INTEGER)
          WHERE p.recipient = y.recipient AND p.election IS y.election
          AND p.serial = y.serial
          AND s.direction = CASE y.item WHEN 'income_total' THEN 'income' ELSE 'expense' END),
         y.amount, 0
  FROM y
  WHERE y.item IN ('income_total', 'expense_total')
    AND EXISTS (SELECT 1 FROM y p JOIN subject s ON p.item GLOB '[0-9][0-9]'
      AND s.code = CAST(p.item AS INTEGER) WHERE p.recipient = y.recipient
      AND p.election IS y.election AND p.serial = y.serial
      AND s.direction = CASE y.item WHEN 'income_total' THEN 'income' ELSE 'expense' END)
  UNION ALL
  -- IDT-04: income - expense (+ what was left before) = balance
  SELECT b.recipient, b.election, b.serial, 'balance', b.item,
         i.amount - e.amount + coalesce(p.amount, 0), b.amount, 0
  FROM y b
  JOIN y i ON i.recipient = b.recipient AND i.election IS b.election
    AND i.serial = b.serial AND i.item = 'income_total'
  JOIN y e ON e.recipient = b.recipient AND e.election IS b.election
    AND e.serial = b.serial AND e.item = 'expense_total'
  LEFT JOIN y p ON p.recipient = b.recipient AND p.election IS b.election
    AND p.serial = b.serial AND p.item = 'previous_balance'
  WHERE b.item = 'balance' AND b.account <> 'party'
  UNION ALL
  -- IDT-06, IDT-07: counterparties above 30,000; public masks blur payees
  SELECT y.recipient, y.election, y.serial, 'over-30000', y.item,
         coalesce(o.amount, 0), y.amount,
         CASE w.direction WHEN 1 THEN 0 ELSE abs(y.amount) / 200 END
  FROM y
  JOIN whole w ON w.recipient = y.recipient AND w.election IS y.election
    AND w.serial = y.serial
    AND w.direction = CASE WHEN y.item LIKE 'income%' THEN 1 ELSE 2 END
  LEFT JOIN over_30000 o ON o.recipient = y.recipient AND o.election IS y.election
    AND o.serial = y.serial AND o.direction = w.direction
  WHERE y.item IN ('income_over_30000', 'expense_over_30000')
  UNION ALL
  -- IDT-05: income marked returned or paid to the treasury, against its expense
  SELECT w.recipient, w.election, w.serial, 'returned', CAST(k.code AS TEXT),
         coalesce(g.amount, 0),
         coalesce((SELECT sum(r.amount) FROM r WHERE r.recipient = w.recipient
          AND r.election IS w.election AND r.serial = w.serial
          AND r.subject = k.code), 0), 0
  FROM whole w
  JOIN whole v ON v.recipient = w.recipient AND v.election IS w.election
    AND v.serial = w.serial AND v.direction = 2
  JOIN (SELECT 28 AS code, 1 AS disposition UNION ALL SELECT 27, 2) AS k
  LEFT JOIN gone g ON g.recipient = w.recipient AND g.election IS w.election
    AND g.serial = w.serial AND g.disposition = k.disposition
  WHERE w.direction = 1 AND w.serial = 1
  UNION ALL
  -- IDT-09: a surplus report opens with what the report before left
  SELECT p.recipient, p.election, p.serial, 'opening', p.item, b.amount, p.amount, 0
  FROM y p
  JOIN y b ON b.recipient = p.recipient AND b.election IS p.election
    AND b.serial = p.serial - 1 AND b.item = 'balance'
  WHERE p.item = 'previous_balance'
)
SELECT c.chk, p.name, e.name, c.serial, c.item, s.summary_name, c.rows, c.tbl, c.allowed
FROM checks c
JOIN recipient p ON p.id = c.recipient
LEFT JOIN election e ON e.id = c.election
LEFT JOIN subject s ON c.item GLOB '[0-9][0-9]' AND s.code = CAST(c.item AS INTEGER)
ORDER BY e.polling_day, e.name, p.name, c.serial,
  CASE c.chk WHEN 'subject' THEN 1 WHEN 'total' THEN 2 WHEN 'money' THEN 3
  WHEN 'parts' THEN 4 WHEN 'balance' THEN 5 WHEN 'over-30000' THEN 6
  WHEN 'returned' THEN 7 ELSE 8 END, c.item
