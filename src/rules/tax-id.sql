-- id: tax-id
-- law: FMT-U4
-- severity: F
-- unit: none
-- needs: none
-- title: Number whose check digit does not fit | 統一編號或證號檢查碼不符
-- message: The number {name} does not fit the check rule of that date; worth checking | 證號 {name} 不符交易當日適用之檢查規則，值得查證
--
-- Since 2023-04-01 the sum of a tax id is divided by 5, before by 10; a number that
-- only passes the younger rule was probably mistyped when it stands on an older row.
-- With 7 in seventh place the sum may be one short by either rule: src/core/id.c.
-- A flag is one number in one filing.  Persons' numbers are never shown whole.
WITH numbered AS (
  SELECT entry, filing, donor, day, id, id_kind FROM income
  WHERE id_kind IN ('tax-wrong', 'tax-relaxed', 'tax-short', 'scientific', 'glued',
                    'person-wrong')
     OR (kind = 'business' AND id_kind = 'other')
  UNION ALL
  SELECT entry, filing, donor, day, id, id_kind FROM expense
  WHERE id_kind IN ('tax-wrong', 'tax-relaxed', 'tax-short', 'scientific', 'glued',
                    'person-wrong')
)
SELECT CAST(n.filing AS TEXT) || ' ' || n.id AS key, n.filing, n.donor, n.entry,
       NULL AS value,
       CASE WHEN n.id_kind IN ('tax-wrong', 'tax-relaxed') THEN l.value END AS "limit",
       CASE WHEN n.id_kind IN ('tax-wrong', 'tax-relaxed') THEN l.id END AS law,
       NULL AS exempt,
       CASE WHEN n.id_kind = 'person-wrong' THEN substr(n.id, 1, 3) || '*******'
            WHEN n.id_kind = 'glued' THEN 'two numbers in one cell | 一格兩個證號'
            ELSE n.id END AS detail
FROM numbered n
JOIN filing_info f ON f.filing = n.filing
LEFT JOIN law l ON l.name = 'taxid.modulus'
     AND (l.from_day IS NULL OR coalesce(n.day, f.polling_day) >= l.from_day)
     AND (l.to_day IS NULL OR coalesce(n.day, f.polling_day) <= l.to_day)
WHERE n.id_kind <> 'tax-relaxed' OR l.value > 5
