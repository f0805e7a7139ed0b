-- id: rival-donor
-- law: PD-05
-- severity: A
-- unit: TWD
-- needs: candidate
-- title: Donor with the name of another candidate of the same election | 與同一選舉其他擬參選人同名之捐贈者
-- message: The donor has the name of another candidate of this election ({name}), possibly the same person; candidates of the same kind of election may not give; worth checking | 捐贈者與本次選舉其他擬參選人同名（{name}），可能為同一人；同一種選舉之擬參選人不得捐贈，值得查證
--
-- Of another district only the name speaks for it: listed as exempt 'namesake'.
WITH mine AS (
  SELECT election, name, min(district) AS district FROM candidate
  GROUP BY election, name
),
found AS (
  SELECT g.entry, g.filing, g.donor, g.amount, g.day, g.disposition,
         max(CASE WHEN c.district = m.district THEN 1 ELSE 0 END) AS near
  FROM gift g
  JOIN filing_info f ON f.filing = g.filing
  JOIN candidate c ON c.election = g.election AND c.fold = g.name
                  AND c.name <> f.recipient_name
  LEFT JOIN mine m ON m.election = g.election AND m.name = f.recipient_name
  WHERE g.kind = 'individual' AND g.account = 'candidate'
    AND NOT EXISTS (SELECT 1 FROM candidate s
                    WHERE s.election = g.election AND s.fold = g.name
                      AND s.name = f.recipient_name)
  GROUP BY g.entry, g.filing, g.donor, g.amount, g.day, g.disposition
)
SELECT r.entry AS key, r.filing, r.donor, r.entry, r.amount AS value,
       l.value AS "limit", l.id AS law,
       CASE WHEN r.disposition IS NOT NULL THEN r.disposition
            WHEN r.near = 0 THEN 'namesake' END AS exempt,
       CASE WHEN r.near = 1 THEN 'of the same district | 同一選舉區'
            ELSE 'of another district | 其他選舉區' END AS detail
FROM found r
JOIN law l ON l.name = 'barred.party'
          AND (l.from_day IS NULL OR r.day >= l.from_day)
          AND (l.to_day IS NULL OR r.day <= l.to_day)
