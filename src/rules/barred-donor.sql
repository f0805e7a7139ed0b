-- id: barred-donor
-- law: PD-00
-- severity: A
-- unit: TWD
-- needs: none
-- title: Donor that by its name is of a kind that may not give | 捐贈者名稱屬不得捐贈之類型
-- message: The donor's name reads as that of a {name}; only individuals, parties, civil groups and businesses may give; worth checking | 捐贈者名稱似為{name}，得捐贈者限個人、政黨、人民團體及營利事業，值得查證
--
-- Words count only where a name ends in them (財團法人 anywhere): 宮前 is a place.  A
-- company is never judged by its name, nor is a person with a person's id.
WITH suspect AS (
  SELECT g.entry, g.filing, g.donor, g.amount, g.day, g.disposition, g.name
  FROM gift g
  WHERE (g.kind = 'business' AND g.name NOT LIKE '%公司%' AND g.name NOT LIKE '%行')
     OR g.kind = 'group'
     OR (g.kind = 'individual' AND length(g.name) >= 4
         AND g.id_kind NOT IN ('person', 'person-wrong', 'masked', 'resident')
         AND (g.name NOT LIKE '%宮' OR length(g.name) >= 5))
),
classed AS (
  SELECT s.*,
    CASE
      WHEN name LIKE '%工會' OR name LIKE '%公會' OR name LIKE '%協會'
        OR name LIKE '%學會' OR name LIKE '%校友會' OR name LIKE '%聯誼會'
        OR name LIKE '%宗親會' OR name LIKE '%後援會' OR name LIKE '%總會'
        THEN NULL
      WHEN name LIKE '%寺' OR name LIKE '%廟' OR name LIKE '%道院'
        OR name LIKE '%佛堂' OR name LIKE '%禮拜堂' OR name LIKE '%天主堂'
        OR name LIKE '%精舍' OR name LIKE '%寺管理委員會'
        OR name LIKE '%宮管理委員會' OR name LIKE '%廟管理委員會'
        OR (name LIKE '%教會' AND name NOT LIKE '%文教會')
        OR (name LIKE '%宮' AND name NOT LIKE '%迷宮' AND name NOT LIKE '%皇宮'
            AND name NOT LIKE '%龍宮' AND name NOT LIKE '%白宮'
            AND name NOT LIKE '%水晶宮')
        THEN 'barred.religious'
      WHEN name LIKE '%財團法人%' OR name LIKE '%基金會' THEN 'barred.foundation'
      WHEN name LIKE '%大學' OR name LIKE '%中學' OR name LIKE '%小學'
        OR name LIKE '%高中' OR name LIKE '%國中' OR name LIKE '%國小'
        OR name LIKE '%學校' OR name LIKE '%技術學院' OR name LIKE '%科技學院'
        THEN 'barred.school'
      WHEN name LIKE '%公所' OR name LIKE '%縣政府' OR name LIKE '%市政府'
        OR name LIKE '%縣議會' OR name LIKE '%市議會' OR name LIKE '%民代表會'
        OR name LIKE '%村辦公處' OR name LIKE '%里辦公處' OR name LIKE '%衛生所'
        OR name LIKE '%戶政事務所' OR name LIKE '%地政事務所'
        OR name LIKE '%警察局' OR name LIKE '%消防局' OR name LIKE '%清潔隊'
        THEN 'barred.agency'
      WHEN name LIKE '%管理委員會' OR name LIKE '%管委會' THEN 'barred.condominium'
    END AS class
  FROM suspect s
)
SELECT c.entry AS key, c.filing, c.donor, c.entry, c.amount AS value,
       l.value AS "limit", l.id AS law, c.disposition AS exempt,
       CASE c.class WHEN 'barred.religious' THEN 'religious body | 宗教團體'
                    WHEN 'barred.foundation' THEN 'foundation | 財團法人'
                    WHEN 'barred.school' THEN 'school | 學校'
                    WHEN 'barred.agency' THEN 'public agency | 機關'
                    ELSE 'management committee | 公寓大廈等之管理委員會' END AS detail
FROM classed c
JOIN law l ON l.name = c.class
          AND (l.from_day IS NULL OR c.day >= l.from_day)
          AND (l.to_day IS NULL OR c.day <= l.to_day)
WHERE c.class IS NOT NULL
