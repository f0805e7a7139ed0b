-- tables.sql - what a rule may read, made anew before the rules run and gone
-- afterwards.  Only what is in force is here.  docs/rules.md explains every
-- column for people who write rules; the law and the reference data
-- (company, award ...) are the tables of schema.sql.
--
-- A *_day is days since 1970-01-01, NULL when unknown.  Words as in the views
-- entries and filings: kind is individual, business, party, group, anonymous
-- or other; method cash, transfer, cheque, other or NULL; disposition NULL
-- (kept), returned or treasury; account candidate, party or surplus; id_kind
-- as docs/formats.md: none, tax, tax-relaxed, tax-wrong, tax-short, person,
-- person-wrong, resident, masked, party, group, scientific, glued, other.

-- One row a filing that is in force on any side.
CREATE TEMP TABLE filing_info (
  filing            INTEGER PRIMARY KEY,
  recipient         INTEGER NOT NULL,
  recipient_name    TEXT NOT NULL,
  party             TEXT NOT NULL,     -- who nominated, '' when not said
  election          INTEGER,           -- NULL for a party's year
  office            TEXT,              -- NULL for a party's year
  area              TEXT,
  account           TEXT NOT NULL,
  serial            INTEGER NOT NULL,  -- 1 first, n+1 nth surplus; a party's year
  version           INTEGER NOT NULL,
  year              INTEGER,           -- of the election, or the party's, AD
  polling_day       INTEGER,
  window_start      INTEGER,
  window_end        INTEGER,
  last_spending_day INTEGER,
  report_due        INTEGER,
  filed_day         INTEGER,           -- as its settlement table says
  accountant        INTEGER,           -- 1 it names one, 0 it leaves the column
                                       -- empty, NULL it has no such column
  received          INTEGER NOT NULL   -- gifts of the filing in all, whatever
                                       -- became of them, without interest
);

-- Income in force, gifts and interest alike.  The columns are
--   entry filing recipient election account office serial kind
--   subject       account subject, a code; NULL when not understood
--   donor         NULL when not known: anonymous
--   id_kind amount
--   day year      year of the day, AD; NULL when unknown
--   deposit_day method disposition
--   monetary      1 money, 0 in kind, NULL not said
--   place         county or district of the address, 0 unknown
--   disclose      1, 0, NULL not said
--   part row      where it stands in the source
--   name          the counterparty, folded
--   counterparty  as filed
--   id purpose address phone seq
CREATE VIRTUAL TABLE temp.income USING xj_entries;

-- Income that somebody gave: the same columns, kind is never other.
CREATE VIRTUAL TABLE temp.gift USING xj_entries;

-- The same gifts, with one column more:
--   owner         by its name the owner answers for the business: the figure of the
--                 law from whose first day on it counts as an individual,
--                 'individual.firms' (a shop, a workshop) or 'individual.offices'
--                 (a practice, a clinic, a cram school); NULL for other names.
--                 It says nothing of who is booked under another kind.
CREATE TEMP VIEW gift_named AS
SELECT g.*,
       CASE WHEN g.name LIKE '%公司%' OR g.name LIKE '%法人%' OR g.name LIKE '%有限%'
                 OR g.name LIKE '%政事務所' THEN NULL
            WHEN (g.name LIKE '%行' AND g.name NOT LIKE '%銀行'
                  AND g.name NOT LIKE '%分行')
                 OR g.name LIKE '%業社' OR g.name LIKE '%商社'
                 OR g.name LIKE '%工程社' OR g.name LIKE '%號'
                 OR g.name LIKE '%商店' OR g.name LIKE '%小吃店'
                 OR g.name LIKE '%包工業' OR g.name LIKE '%工作室'
            THEN 'individual.firms'
            WHEN g.name LIKE '%事務所' OR g.name LIKE '%診所' OR g.name LIKE '%醫院'
                 OR g.name LIKE '%補習班'
            THEN 'individual.offices' END AS owner
FROM gift g;

-- Every expense in force: the same columns; donor is the key of who was paid.
CREATE VIRTUAL TABLE temp.expense USING xj_entries;

-- What a donor gave a recipient in a calendar year, only donors that are known:
--   donor kind recipient election account
--   year          NULL: of gifts without a day
--   amount        all of it; amount - exempt was kept
--   gifts         how many
--   exempt        of the amount: returned, or paid to the treasury
CREATE VIRTUAL TABLE temp.gifts_by_year USING xj_entries;

-- The settlement tables: item is a subject code as text, or income_total ...
CREATE TEMP TABLE summary_item (
  filing INTEGER NOT NULL,
  item   TEXT NOT NULL,
  amount INTEGER NOT NULL,
  PRIMARY KEY (filing, item)
) WITHOUT ROWID;
