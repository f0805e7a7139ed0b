-- id: foreign-returned
-- law: RET-05
-- severity: C
-- unit: TWD
-- needs: none
-- title: Gift of foreign origin returned instead of paid to the treasury | 外國、大陸、港澳來源之捐贈逕行返還而未繳庫
-- message: A gift that appears to be of foreign origin is marked as returned; such money goes to the treasury and may not be returned; worth checking | 似屬外國、大陸、港澳來源之捐贈註記為已返還，此類捐贈應辦理繳庫、不得返還，值得查證
--
-- By the id as foreign-donor; with a company registry also by its foreign flag.
SELECT g.entry AS key, g.filing, g.donor, g.entry, g.amount AS value,
       NULL AS "limit", l.id AS law, NULL AS exempt, NULL AS detail
FROM gift g
JOIN law l ON l.name = 'return.foreign'
          AND (l.from_day IS NULL OR g.day >= l.from_day)
          AND (l.to_day IS NULL OR g.day <= l.to_day)
WHERE g.disposition = 'returned'
  AND ((g.kind = 'individual'
        AND g.id_kind IN ('resident', 'masked', 'person-wrong')
        AND upper(substr(g.id, 2, 1)) IN ('8', '9', 'A', 'B', 'C', 'D'))
       OR (g.kind IN ('business', 'group')
           AND g.id IN (SELECT tax_id FROM company WHERE foreign_owned = 1)))
