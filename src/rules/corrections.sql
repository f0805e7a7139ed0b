-- id: corrections
-- law: S-29
-- severity: I
-- unit: none
-- needs: none
-- title: Corrected report | 更正申報
-- message: Version {value} of this report is in force; corrected reports of the same office and year: {name}; correcting is what the law asks for | 本申報有效版本為第 {value} 版；同類申報中有更正者 {name}；更正為法律所許
--
-- Shown, never scored: honest corrections should not count against anybody.
WITH rate AS (
  SELECT coalesce(office, account) AS office, coalesce(year, 0) AS year,
         count(*) AS peers, sum(CASE WHEN version > 1 THEN 1 ELSE 0 END) AS hits
  FROM filing_info
  GROUP BY coalesce(office, account), coalesce(year, 0)
)
SELECT f.filing AS key, f.filing, NULL AS donor, NULL AS entry, f.version AS value,
       NULL AS "limit", NULL AS law, NULL AS exempt,
       CAST(r.hits AS TEXT) || '/' || CAST(r.peers AS TEXT) AS detail
FROM filing_info f
JOIN rate r ON r.office = coalesce(f.office, f.account) AND r.year = coalesce(f.year, 0)
WHERE f.version > 1
