-- id: filing-late
-- law: FIL-03
-- severity: A
-- unit: days
-- needs: none
-- title: Report filed late | 會計報告書逾期申報
-- message: The report was filed {value} after its last day; worth checking | 會計報告書於申報期限後 {value}申報，值得查證
--
-- A candidate's last day comes with the election; a party's and a surplus report's
-- is the end of a month after the year.  The day moves past holidays, which are
-- not known here: a few days ('filing.due.grace') are listed as exempt 'holiday'.
WITH month_end (months, days) AS ( -- of a year without 29 February
  SELECT 1, 31 UNION ALL SELECT 2, 59 UNION ALL SELECT 3, 90
  UNION ALL SELECT 4, 120 UNION ALL SELECT 5, 151 UNION ALL SELECT 6, 181
  UNION ALL SELECT 7, 212 UNION ALL SELECT 8, 243 UNION ALL SELECT 9, 273
  UNION ALL SELECT 10, 304 UNION ALL SELECT 11, 334 UNION ALL SELECT 12, 365
),
yearly AS ( -- the year in which the report is due: parties, then surpluses
  SELECT filing, filed_day, 'filing.due.party' AS law_name, year + 1 AS due_year
  FROM filing_info WHERE account = 'party' AND filed_day IS NOT NULL
  UNION ALL
  SELECT filing, filed_day, 'filing.due.surplus' AS law_name,
         (4 * report_due + 2) / 1461 + 1970 + serial - 1 AS due_year
  FROM filing_info
  WHERE account = 'surplus' AND filed_day IS NOT NULL AND report_due IS NOT NULL
),
due AS (
  SELECT f.filing, f.filed_day, f.report_due AS due_day, l.id AS law
  FROM filing_info f
  JOIN law l ON l.name = 'filing.due.candidate'
            AND (l.from_day IS NULL OR f.polling_day >= l.from_day)
            AND (l.to_day IS NULL OR f.polling_day <= l.to_day)
  WHERE f.account = 'candidate'
  UNION ALL
  SELECT y.filing, y.filed_day,
         (y.due_year - 1970) * 365 + (y.due_year - 1969) / 4 - 1 + m.days
         + CASE WHEN y.due_year % 4 = 0 AND m.months > 1 THEN 1 ELSE 0 END AS due_day,
         l.id AS law
  FROM yearly y
  JOIN law l ON l.name = y.law_name
            AND (l.from_day IS NULL OR y.filed_day >= l.from_day)
            AND (l.to_day IS NULL OR y.filed_day <= l.to_day)
  JOIN month_end m ON m.months = l.value
)
SELECT d.filing AS key, d.filing, NULL AS donor, NULL AS entry,
       d.filed_day - d.due_day AS value, NULL AS "limit", d.law,
       CASE WHEN d.filed_day - d.due_day <= g.value THEN 'holiday' END AS exempt,
       NULL AS detail
FROM due d
CROSS JOIN (SELECT max(value) AS value FROM law WHERE name = 'filing.due.grace') g
WHERE d.filed_day > d.due_day
