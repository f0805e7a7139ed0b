-- id: impossible-date
-- law: S-14
-- severity: F
-- unit: days
-- needs: none
-- title: Date that cannot be | 日期不合理
-- message: A date that cannot be as it stands: {name}; worth checking | 日期不合理：{name}，值得查證
SELECT entry AS key, filing, donor, entry, day - deposit_day AS value, NULL AS "limit",
       NULL AS law, disposition AS exempt,
       'in the account before it was given | 存入專戶早於收受' AS detail
FROM income
WHERE deposit_day < day
UNION ALL
SELECT i.entry AS key, i.filing, i.donor, i.entry, i.day - f.filed_day AS value,
       NULL AS "limit", NULL AS law, i.disposition AS exempt,
       'income dated after the report was filed | 收入日期晚於申報' AS detail
FROM filing_info f
JOIN income i ON i.filing = f.filing AND i.day > f.filed_day
WHERE f.filed_day IS NOT NULL AND (i.deposit_day IS NULL OR i.deposit_day >= i.day)
UNION ALL
SELECT e.entry AS key, e.filing, e.donor, e.entry, e.day - f.filed_day AS value,
       NULL AS "limit", NULL AS law, NULL AS exempt,
       'spending dated after the report was filed | 支出日期晚於申報' AS detail
FROM filing_info f
JOIN expense e ON e.filing = f.filing AND e.day > f.filed_day
WHERE f.filed_day IS NOT NULL
UNION ALL
SELECT entry AS key, filing, donor, entry, NULL AS value, NULL AS "limit", NULL AS law,
       disposition AS exempt, 'the day is not known | 交易日期不明' AS detail
FROM income WHERE day IS NULL
UNION ALL
SELECT entry AS key, filing, donor, entry, NULL AS value, NULL AS "limit", NULL AS law,
       NULL AS exempt, 'the day is not known | 交易日期不明' AS detail
FROM expense WHERE day IS NULL
