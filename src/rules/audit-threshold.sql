-- id: audit-threshold
-- law: S-27
-- severity: S
-- unit: TWD
-- needs: none
-- title: Many filings just under the figure for an accountant's audit | 多件申報略低於會計師查核簽證門檻
-- message: This filing received {value}, just under the figure of {limit} from which an accountant must audit; just under and just over it in that election year: {name}; worth checking | 本申報收受 {value}，略低於應由會計師查核簽證之 {limit}；該年度同類申報略低與略高者 {name}，值得查證
--
-- Tested for a whole office and year only: a filing near the figure says nothing by
-- itself.  Listed where the band of a tenth under the figure holds several filings
-- and several times as many as the band of a tenth over it.
WITH sized AS MATERIALIZED (
  SELECT f.filing, f.office, f.year, f.received, l.value AS most, l.id AS law,
         CASE WHEN f.received < l.value AND f.received * 10000 >= l.value
                   * (SELECT max(value) FROM law WHERE name = 'signal.band')
              THEN 1 ELSE 0 END AS under,
         CASE WHEN f.received >= l.value AND f.received * 10000 < l.value
                   * (20000 - (SELECT max(value) FROM law WHERE name = 'signal.band'))
              THEN 1 ELSE 0 END AS over
  FROM filing_info f
  JOIN law l ON l.name = 'cpa.from'
            AND (l.from_day IS NULL OR f.polling_day >= l.from_day)
            AND (l.to_day IS NULL OR f.polling_day <= l.to_day)
  WHERE f.account = 'candidate' AND f.serial = 1
),
piles AS MATERIALIZED (
  SELECT office, year, count(*) AS peers, sum(under) AS under, sum(over) AS over
  FROM sized GROUP BY office, year
)
SELECT s.filing AS key, s.filing, NULL AS donor, NULL AS entry, s.received AS value,
       s.most AS "limit", s.law,
       CASE WHEN p.under * 10000 > p.peers * (SELECT max(value) FROM law
                                              WHERE name = 'signal.common')
             AND p.peers >= (SELECT max(value) FROM law WHERE name = 'signal.peers.min')
            THEN 'common' END AS exempt,
       CAST(p.under AS TEXT) || ':' || CAST(p.over AS TEXT) || '[, of |，全部 ]'
       || CAST(p.peers AS TEXT) AS detail
FROM sized s
JOIN piles p ON p.office = s.office AND p.year = s.year
WHERE s.under = 1
  AND p.under >= (SELECT max(value) FROM law WHERE name = 'audit-threshold.min')
  AND p.under > p.over * (SELECT max(value) FROM law WHERE name = 'audit-threshold.times')
