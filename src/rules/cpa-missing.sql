-- id: cpa-missing
-- law: REP-05
-- severity: F
-- unit: TWD
-- needs: none
-- title: No accountant named though one must certify | 達查核簽證門檻而未載會計師
-- message: Gifts of {value} reach the figure of {limit} from which an accountant certifies the report, and the settlement table names none; worth checking | 收受政治獻金 {value}，達 {limit}應經會計師查核簽證，收支結算表未載會計師，值得查證
--
-- Only filings whose settlement table has room for an accountant are tested.
WITH gifts AS (
  SELECT filing, sum(amount) AS amount FROM summary_item
  WHERE item IN ('11', '12', '13', '14', '15', '31', '32', '33', '34')
  GROUP BY filing
),
tested AS (
  SELECT f.filing, f.account, coalesce(g.amount, f.received) AS received,
         coalesce(f.polling_day, f.filed_day) AS day
  FROM filing_info f
  LEFT JOIN gifts g ON g.filing = f.filing
  WHERE f.accountant = 0 AND f.account IN ('candidate', 'party')
)
SELECT t.filing AS key, t.filing, NULL AS donor, NULL AS entry, t.received AS value,
       l.value AS "limit", l.id AS law, NULL AS exempt, NULL AS detail
FROM tested t
JOIN law l ON ((t.account = 'candidate' AND l.name = 'cpa.from')
               OR (t.account = 'party' AND l.name = 'cpa.party.from'))
          AND (l.from_day IS NULL OR t.day >= l.from_day)
          AND (l.to_day IS NULL OR t.day <= l.to_day)
WHERE t.received >= l.value
