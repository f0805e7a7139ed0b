-- id: party-donor
-- law: PD-05
-- severity: A
-- unit: TWD
-- needs: none
-- title: Gift of a party that did not nominate the candidate | 非推薦政黨之捐贈
-- message: A party gave {value} to a candidate; {name}; worth checking | 政黨捐贈擬參選人 {value}；{name}，值得查證
--
-- Who nominated is taken from the filing, else from the list of candidates; where
-- neither says it the gift is listed as exempt 'uncertain'.
WITH nominated AS (
  SELECT election, name, max(party) AS party FROM candidate GROUP BY election, name
),
given AS (
  SELECT g.entry, g.filing, g.donor, g.amount, g.day, g.disposition, g.name,
         replace(CASE WHEN f.party <> '' THEN f.party
                      ELSE coalesce(c.party, '') END, '臺', '台') AS party
  FROM gift g
  JOIN filing_info f ON f.filing = g.filing
  LEFT JOIN nominated c ON c.election = g.election AND c.name = f.recipient_name
  WHERE g.kind = 'party' AND g.account = 'candidate'
),
judged AS (
  SELECT g.*,
    CASE WHEN g.party = '' THEN 'unknown'
         WHEN g.party IN ('無', '無黨籍', '無黨', '未經政黨推薦',
                          '無黨籍及未經政黨推薦') THEN 'none'
         WHEN g.name LIKE '%' || g.party || '%' OR g.party LIKE '%' || g.name || '%'
           OR (g.name LIKE '%民主進步黨%' AND g.party LIKE '%民進黨%')
           OR (g.name LIKE '%民進黨%' AND g.party LIKE '%民主進步黨%')
           OR (g.name LIKE '%國民黨%' AND g.party LIKE '%國民黨%')
           OR (g.name LIKE '%民眾黨%' AND g.party LIKE '%民眾黨%')
           OR (g.name LIKE '%團結聯盟%' AND g.party = '台聯')
           OR (g.name LIKE '%時代力量%' AND g.party = '時力') THEN 'same'
         ELSE 'other' END AS nomination
  FROM given g
)
SELECT j.entry AS key, j.filing, j.donor, j.entry, j.amount AS value,
       l.value AS "limit", l.id AS law,
       CASE WHEN j.disposition IS NOT NULL THEN j.disposition
            WHEN j.nomination = 'unknown' THEN 'uncertain' END AS exempt,
       CASE j.nomination
            WHEN 'unknown' THEN 'who nominated is not known | 推薦政黨不明'
            WHEN 'none' THEN 'no party nominated it | 未經政黨推薦'
            ELSE 'nominated by ' || j.party || ' | 推薦政黨為' || j.party END AS detail
FROM judged j
JOIN law l ON l.name = 'barred.party'
          AND (l.from_day IS NULL OR j.day >= l.from_day)
          AND (l.to_day IS NULL OR j.day <= l.to_day)
WHERE j.nomination <> 'same'
