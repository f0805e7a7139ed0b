-- id: insider-undisclosed
-- law: EXP-04
-- severity: F
-- unit: TWD
-- needs: none
-- title: Payee close to the candidate marked as not to be disclosed | 支出對象與擬參選人有關而未揭露
-- message: {value} was paid to {name}, while the row says that nothing is to be disclosed; worth checking | 支付 {value}予{name}，而應揭露之支出對象欄填「否」，值得查證
--
-- Seen are the candidate's own name as payee and, with a company registry, firms
-- whose head bears it.  Returns and payments to the treasury are left out.
WITH seen AS (
  SELECT e.entry, 1 AS how
  FROM expense e
  JOIN filing_info f ON f.filing = e.filing AND f.recipient_name = e.counterparty
  WHERE e.disclose = 0
  UNION ALL
  SELECT e.entry, 2 AS how
  FROM company c
  JOIN filing_info f ON f.recipient_name = c.head
  JOIN expense e ON e.donor = 1152921504606846976 + CAST(c.tax_id AS BIGINT)
                AND e.recipient = f.recipient AND e.filing = f.filing
  WHERE c.head <> '' AND e.disclose = 0
)
SELECT e.entry AS key, e.filing, e.donor, e.entry, e.amount AS value, NULL AS "limit",
       l.id AS law, NULL AS exempt,
       CASE s.how WHEN 1 THEN 'a payee with the candidate''s name | 與擬參選人同名者'
            ELSE 'a firm whose head has the candidate''s name | 負責人與擬參選人同名之公司'
       END AS detail
FROM seen s
JOIN expense e ON e.entry = s.entry
JOIN law l ON l.name = 'insider.disclose'
          AND (l.from_day IS NULL OR e.day >= l.from_day)
          AND (l.to_day IS NULL OR e.day <= l.to_day)
WHERE e.account = 'candidate' AND e.subject NOT IN (27, 28)
