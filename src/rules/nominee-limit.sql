-- id: nominee-limit
-- law: LIM-C3
-- severity: A
-- unit: TWD
-- needs: none
-- title: Money of a party to its nominee over the limit | 政黨對其推薦候選人之金錢捐贈超過限額
-- message: Money of {name} to this candidate for the whole election comes to {value}, over the figure of {limit}; worth checking | {name}對此擬參選人於該次選舉之金錢捐贈合計 {value}，超過限額 {limit}，值得查證
--
-- Money only, the whole election, only gifts dated since the Act names a figure.
-- That the party nominated the candidate is not tested here; see party-donor.
WITH given AS (
  SELECT g.entry, g.filing, g.donor, g.counterparty, g.amount, g.disposition,
         l.id AS law, l.value AS most, g.recipient, g.election
  FROM gift g
  JOIN law l ON l.name = 'nominee.max' AND l.office = g.office
            AND (l.from_day IS NULL OR g.day >= l.from_day)
            AND (l.to_day IS NULL OR g.day <= l.to_day)
  WHERE g.kind = 'party' AND g.account = 'candidate' AND g.donor IS NOT NULL
    AND coalesce(g.monetary, 1) = 1
),
summed AS (
  SELECT entry, filing, donor, disposition,
         min(entry) OVER w AS key, max(counterparty) OVER w AS name,
         max(law) OVER w AS law, max(most) OVER w AS most,
         sum(amount) OVER w AS total,
         sum(CASE WHEN disposition IS NULL THEN amount ELSE 0 END) OVER w AS kept,
         max(CASE WHEN disposition = 'returned' THEN 1 ELSE 0 END) OVER w AS returned
  FROM given
  WINDOW w AS (PARTITION BY donor, recipient, election)
)
SELECT key, filing, donor, entry,
       CASE WHEN kept > most THEN kept ELSE total END AS value, most AS "limit", law,
       CASE WHEN kept > most THEN NULL
            WHEN returned = 1 THEN 'returned' ELSE 'treasury' END AS exempt,
       name AS detail
FROM summed
WHERE total > most AND (kept <= most OR disposition IS NULL)
