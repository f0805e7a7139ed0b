-- id: spending-period
-- law: EXP-02
-- severity: F
-- unit: days
-- needs: none
-- title: Spending outside the reporting period | 支出逾收支期間
-- message: Spending dated {value} outside the reporting period, which ends {limit} after polling; worth checking | 支出日期在收支期間外 {value}（期間至投票日後 {limit} 止），值得查證
--
-- Returns (28) and payments to the treasury (27) may be made until the report is
-- due.  The day on which the account was permitted is not in the data: the first
-- day of the window, the earliest it can be, stands for it.
WITH period AS (
  SELECT f.filing, f.window_start AS first, f.polling_day + l.value AS last,
         coalesce(f.report_due, f.polling_day + l.value) AS due, l.value AS most,
         l.id AS law
  FROM filing_info f
  JOIN law l ON l.name = 'spending.days.after'
            AND (l.from_day IS NULL OR f.polling_day >= l.from_day)
            AND (l.to_day IS NULL OR f.polling_day <= l.to_day)
  WHERE f.account = 'candidate'
)
SELECT e.entry AS key, e.filing, e.donor, e.entry,
       CASE WHEN e.day < p.first THEN p.first - e.day
            WHEN e.subject IN (27, 28) THEN e.day - p.due
            ELSE e.day - p.last END AS value,
       p.most AS "limit", p.law, NULL AS exempt, NULL AS detail
FROM expense e
JOIN period p ON p.filing = e.filing
WHERE e.day < p.first
   OR e.day > CASE WHEN e.subject IN (27, 28) THEN p.due ELSE p.last END
