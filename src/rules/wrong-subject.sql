-- id: wrong-subject
-- law: S-23
-- severity: F
-- unit: TWD
-- needs: none
-- title: Donor whose name or number belongs under another subject | 捐贈者名稱或證號與收入科目不符
-- message: By name or number the donor of {value} appears to be {name}, which has an income subject of its own; worth checking | 捐贈 {value} 之捐贈者依名稱或證號似為{name}，應列其他收入科目，值得查證
--
-- Only endings count, and of persons' names only those of four characters and more.
-- Firms that count as individuals are the rule sole-proprietor-as-business.
WITH ended AS (
  SELECT entry, filing, donor, kind, id_kind, amount, disposition,
         substr(name, length(name) - 1) AS two,
         substr(name, length(name)) AS one
  FROM income
  WHERE (kind = 'individual' AND length(name) >= 4)
     OR kind IN ('business', 'group', 'party')
),
classed AS (
  SELECT entry, filing, donor, kind, amount, disposition,
         CASE WHEN two = '公司' THEN 'business'
              WHEN two IN ('協會', '公會', '工會', '學會', '商會', '農會', '漁會',
                           '誼會', '援會', '親會', '鄉會') THEN 'group'
              WHEN one = '黨' OR two = '黨部' THEN 'party'
              WHEN kind <> 'individual'
                AND id_kind IN ('person', 'masked', 'resident') THEN 'individual'
         END AS is_kind
  FROM ended
  WHERE two IN ('公司', '協會', '公會', '工會', '學會', '商會', '農會', '漁會', '誼會',
                '援會', '親會', '鄉會', '黨部')
     OR one = '黨'
     OR (kind <> 'individual' AND id_kind IN ('person', 'masked', 'resident'))
)
SELECT entry AS key, filing, donor, entry, amount AS value, NULL AS "limit",
       NULL AS law, disposition AS exempt,
       CASE is_kind WHEN 'business' THEN 'a business | 營利事業'
                    WHEN 'group' THEN 'a group | 人民團體'
                    WHEN 'party' THEN 'a party | 政黨'
                    ELSE 'an individual | 個人' END AS detail
FROM classed
WHERE is_kind <> kind
