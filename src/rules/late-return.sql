-- id: late-return
-- law: RET-04
-- severity: A
-- unit: days
-- needs: none
-- title: Return or treasury payment after the last day for the report | 逾申報期限始返還或繳庫
-- message: The return or treasury payment is dated {value} after the last day for the report; worth checking | 返還或繳庫於申報期限後 {value}始辦理，值得查證
--
-- Expenses of the subjects 返還捐贈支出 and 繳庫支出 of a candidate's first report.
SELECT e.entry AS key, e.filing, e.donor, e.entry,
       e.day - f.report_due - l.value AS value, NULL AS "limit", l.id AS law,
       CASE WHEN e.day - f.report_due - l.value <= g.value THEN 'holiday' END AS exempt,
       NULL AS detail
FROM expense e
JOIN filing_info f ON f.filing = e.filing
JOIN law l ON l.name = 'return.due.days'
          AND (l.from_day IS NULL OR e.day >= l.from_day)
          AND (l.to_day IS NULL OR e.day <= l.to_day)
CROSS JOIN (SELECT max(value) AS value FROM law WHERE name = 'filing.due.grace') g
WHERE e.subject IN (27, 28) AND e.account = 'candidate'
  AND e.day > f.report_due + l.value
