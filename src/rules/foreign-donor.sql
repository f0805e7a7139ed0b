-- id: foreign-donor
-- law: PD-07
-- severity: C
-- unit: TWD
-- needs: none
-- title: Donor with the id of a resident certificate | 捐贈者以外來人口統一證號捐贈
-- message: The donor's id appears to be that of a resident certificate; foreign nationals and people of mainland China, Hong Kong and Macau may not give, nationals without household registration need a closer look; worth checking | 捐贈者證號似為外來人口統一證號；外國人及大陸、香港、澳門地區人民不得捐贈，無戶籍國民須另行查明，值得查證
--
-- By the second character of the id: 8, 9 or A to D.  1 and 2 are citizens, whatever
-- follows, naturalised ones too.  A returned gift is listed as exempt here and
-- flagged by foreign-returned.
SELECT g.entry AS key, g.filing, g.donor, g.entry, g.amount AS value,
       l.value AS "limit", l.id AS law, g.disposition AS exempt, NULL AS detail
FROM gift g
JOIN law l ON l.name = 'barred.foreign'
          AND (l.from_day IS NULL OR g.day >= l.from_day)
          AND (l.to_day IS NULL OR g.day <= l.to_day)
WHERE g.kind = 'individual'
  AND g.id_kind IN ('resident', 'masked', 'person-wrong')
  AND upper(substr(g.id, 2, 1)) IN ('8', '9', 'A', 'B', 'C', 'D')
