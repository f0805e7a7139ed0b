-- id: sole-proprietor-as-business
-- law: REC-07
-- severity: F
-- unit: TWD
-- needs: none
-- title: Firm or office booked as a business that counts as an individual | 獨資、合夥或事務所等列為營利事業捐贈
-- message: By its name the donor appears to be a sole proprietor, a partnership or an office; its gift belongs under gifts of individuals; worth checking | 捐贈者名稱似為獨資、合夥商號或事務所、醫院、診所、補習班，應列入個人捐贈收入，值得查證
WITH firm AS MATERIALIZED (
  SELECT entry, filing, donor, amount, day, disposition, owner
  FROM gift_named
  WHERE kind = 'business' AND owner IN ('individual.firms', 'individual.offices')
)
SELECT w.entry AS key, w.filing, w.donor, w.entry, w.amount AS value,
       NULL AS "limit", l.id AS law, w.disposition AS exempt, NULL AS detail
FROM firm w
JOIN law l ON l.name = w.owner
          AND (l.from_day IS NULL OR w.day >= l.from_day)
          AND (l.to_day IS NULL OR w.day <= l.to_day)
