-- schema.sql - the record store.  This file is compiled into the program and
-- run when a data folder is made.  Words: see the README.
--
-- Amounts are whole New Taiwan dollars.  A *_day is days since 1970-01-01
-- (date(day * 86400, 'unixepoch') shows it), NULL when unknown; the views show
-- ISO dates.  Text columns hold what was filed, to the byte; where a cell was
-- spelled otherwise than the layout usually does (a date as 112/5/4, an amount
-- as "1,000"), entry.raw keeps the cell, so that every cell as filed can be
-- given back.

CREATE TABLE meta (
  key   TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
-- 'schema' the version of this file; 'revision' grows with every import.

-- One file as received.  The same bytes are never imported twice.
CREATE TABLE source (
  id     INTEGER PRIMARY KEY,
  sha256 TEXT NOT NULL UNIQUE,
  name   TEXT NOT NULL,
  bytes  INTEGER NOT NULL
) STRICT;

-- A table inside a source: a member of a ZIP, a sheet, or the whole file.
CREATE TABLE part (
  id           INTEGER PRIMARY KEY,
  source       INTEGER NOT NULL REFERENCES source (id),
  member       TEXT NOT NULL,
  sheet        TEXT NOT NULL,
  layout       TEXT NOT NULL,
  encoding     TEXT NOT NULL,
  header       TEXT NOT NULL,             -- JSON array of the columns as filed
  constants    TEXT NOT NULL DEFAULT '{}', -- JSON: cells of columns that have no
                                          -- place in entry, as in the first row;
                                          -- entry.raw says where a row differs
  first_entry  INTEGER,                   -- its entries have the ids from here
  last_entry   INTEGER,                   -- to here
  rows_read    INTEGER NOT NULL DEFAULT 0,
  rows_stored  INTEGER NOT NULL DEFAULT 0,
  rows_aside   INTEGER NOT NULL DEFAULT 0, -- read = stored + aside
  issues       INTEGER NOT NULL DEFAULT 0,
  income       INTEGER NOT NULL DEFAULT 0, -- sums of what was stored
  expense      INTEGER NOT NULL DEFAULT 0,
  aside_amount INTEGER NOT NULL DEFAULT 0  -- what the rows set aside say
) STRICT;
CREATE INDEX part_source ON part (source);

-- Who files.
CREATE TABLE recipient (
  id   INTEGER PRIMARY KEY,
  name TEXT NOT NULL,                     -- as filed first
  fold TEXT NOT NULL,                     -- for matching
  kind TEXT NOT NULL CHECK (kind IN ('candidate', 'party')),
  UNIQUE (fold, kind)
) STRICT;

CREATE TABLE election (
  id                INTEGER PRIMARY KEY,
  name              TEXT NOT NULL UNIQUE, -- 111年臺中市市長選舉
  roc_year          INTEGER,
  term              INTEGER,              -- 第N屆
  office            TEXT NOT NULL,        -- mayor, legislator ...
  area              TEXT NOT NULL,        -- 臺中市; '' for the whole country
  by_election       INTEGER NOT NULL,
  polling_day       INTEGER,
  window_start      INTEGER,              -- first and last day of lawful gifts
  window_end        INTEGER,
  last_spending_day INTEGER,
  report_due        INTEGER,
  publish_by        INTEGER,
  confidence        TEXT NOT NULL         -- V verified, N notice, D derived, ?
) STRICT;

-- One report of one recipient.  serial: 1 the first report, n+1 the nth surplus
-- report; for a party the year of the Republic.  A higher version supersedes a
-- lower one, for each direction that it has rows of.
CREATE TABLE filing (
  id               INTEGER PRIMARY KEY,
  recipient        INTEGER NOT NULL REFERENCES recipient (id),
  election         INTEGER REFERENCES election (id),
  serial           INTEGER NOT NULL,
  version          INTEGER NOT NULL,
  account          TEXT NOT NULL CHECK (account IN ('candidate', 'party', 'surplus')),
  party            TEXT NOT NULL,         -- who nominated, as filed
  recipient_text   TEXT NOT NULL,         -- as the first row spelled them
  election_text    TEXT NOT NULL,
  serial_text      TEXT NOT NULL,
  income_source    INTEGER REFERENCES source (id), -- who filled which side
  expense_source   INTEGER REFERENCES source (id),
  summary_source   INTEGER REFERENCES source (id),
  income_in_force  INTEGER NOT NULL DEFAULT 0,
  expense_in_force INTEGER NOT NULL DEFAULT 0,
  summary_in_force INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE UNIQUE INDEX filing_identity
  ON filing (recipient, coalesce(election, 0), serial, version);
CREATE INDEX filing_election ON filing (election);

-- The account subjects, with the codes of the public platform.
CREATE TABLE subject (
  code         INTEGER PRIMARY KEY,
  account      TEXT NOT NULL,
  direction    TEXT NOT NULL CHECK (direction IN ('income', 'expense')),
  kind         TEXT,                      -- of the donors of an income subject
  name         TEXT NOT NULL,             -- as detail rows spell it
  summary_name TEXT NOT NULL              -- as settlement tables do
) STRICT;

-- One row of a filing.  Its identity is (part, row), never its content: equal
-- rows are common and all count.
CREATE TABLE entry (
  id              INTEGER PRIMARY KEY,
  part            INTEGER NOT NULL REFERENCES part (id),
  row             INTEGER NOT NULL,       -- 1-based, the header counted
  line            INTEGER,                -- of a text file, when not the row
  filing          INTEGER NOT NULL REFERENCES filing (id),
  seq             TEXT NOT NULL,          -- 序號
  direction       INTEGER NOT NULL,       -- 1 income, 2 expense
  subject         INTEGER,                -- NULL: not understood
  kind            INTEGER NOT NULL,       -- 0 other 1 individual 2 business
                                          -- 3 party 4 group 5 anonymous
  counterparty    TEXT NOT NULL,
  counterparty_id TEXT NOT NULL,
  id_kind         INTEGER NOT NULL,
  donor           INTEGER,                -- key of the resolved counterparty
  amount          INTEGER NOT NULL,
  day             INTEGER,
  method          INTEGER NOT NULL,       -- 0 none 1 cash 2 transfer 3 cheque 4 other
  deposit_day     INTEGER,
  disposition     INTEGER NOT NULL,       -- 0 kept 1 returned 2 to the treasury
  monetary        INTEGER,                -- 1 money, 0 in kind
  purpose         TEXT NOT NULL,
  address         TEXT NOT NULL,
  phone           TEXT NOT NULL,
  place           INTEGER NOT NULL,       -- county of the address, 0 unknown
  disclose        INTEGER,                -- 應揭露之支出對象
  raw             TEXT                    -- JSON: cells the columns can't give back
) STRICT;

-- The settlement table of a filing, item by item.
CREATE TABLE summary (
  filing INTEGER NOT NULL REFERENCES filing (id),
  item   TEXT NOT NULL,                   -- a subject code, or income_total ...
  amount INTEGER,
  text   TEXT,                            -- for dates and names
  part   INTEGER NOT NULL REFERENCES part (id),
  row    INTEGER NOT NULL,
  PRIMARY KEY (filing, item, part, row)
) STRICT, WITHOUT ROWID;

-- Something wrong with a cell or a row: kept, counted, shown.
CREATE TABLE issue (
  id      INTEGER PRIMARY KEY,
  part    INTEGER NOT NULL REFERENCES part (id),
  row     INTEGER NOT NULL,
  line    INTEGER,
  aside   INTEGER NOT NULL,               -- 1: the whole row was set aside
  "column" TEXT NOT NULL,                 -- as filed; '' for the row
  text    TEXT NOT NULL,                  -- the cell; the row as a JSON array
  code    TEXT NOT NULL,
  message TEXT NOT NULL
) STRICT;
CREATE INDEX issue_part ON issue (part);

-- ---- the law, and what it says of the entries ------------------------------

-- law-tw.csv as it was when the flags below were made.
CREATE TABLE law (
  id           INTEGER PRIMARY KEY,
  name         TEXT NOT NULL,             -- anonymous.max
  kind         TEXT NOT NULL,             -- of the donor; '' for all
  office       TEXT NOT NULL,             -- '' for all
  from_day     INTEGER,                   -- first and last day in force, NULL open
  to_day       INTEGER,
  value        INTEGER NOT NULL,
  unit         TEXT NOT NULL,
  article      TEXT NOT NULL,
  source       TEXT NOT NULL,
  confidence   TEXT NOT NULL,
  rule_base_id TEXT NOT NULL              -- AN-02
) STRICT;

-- A rule that holds: a reason to look, never an accusation.
CREATE TABLE flag (
  id       INTEGER PRIMARY KEY,
  rule     TEXT NOT NULL,
  severity TEXT NOT NULL,                 -- C A F S I
  filing   INTEGER REFERENCES filing (id),
  donor    INTEGER,
  value    INTEGER,
  "limit"  INTEGER,
  unit     TEXT NOT NULL,
  law      INTEGER REFERENCES law (id),
  exempt   TEXT,                          -- why it does not count
  detail   TEXT,
  entries  INTEGER NOT NULL,              -- how many in flag_entry
  amount   INTEGER NOT NULL               -- of those entries together
) STRICT;
CREATE INDEX flag_rule ON flag (rule);

CREATE TABLE flag_entry (
  entry INTEGER NOT NULL REFERENCES entry (id),
  flag  INTEGER NOT NULL REFERENCES flag (id),
  PRIMARY KEY (entry, flag)
) STRICT, WITHOUT ROWID;
CREATE INDEX flag_entry_flag ON flag_entry (flag);

-- Reference data that a user may add; docs/reference.md describes the files.
CREATE TABLE company (                    -- company registry
  tax_id  TEXT NOT NULL,
  name    TEXT NOT NULL,
  status  TEXT NOT NULL,                  -- active, dissolved, revoked, suspended
  since   INTEGER,                        -- day of incorporation
  until   INTEGER,                        -- day it ceased
  capital INTEGER,
  head    TEXT NOT NULL,
  foreign_owned INTEGER                   -- 1: main members are foreign
) STRICT;
CREATE INDEX company_tax_id ON company (tax_id);
CREATE TABLE award (                      -- government procurement
  tax_id     TEXT NOT NULL,
  agency     TEXT NOT NULL,
  title      TEXT NOT NULL,
  class      TEXT NOT NULL,               -- works, goods, services
  amount     INTEGER NOT NULL,
  award_day  INTEGER,
  end_day    INTEGER
) STRICT;
CREATE INDEX award_tax_id ON award (tax_id);
CREATE TABLE loss (                       -- accumulated deficit in a year's statements
  tax_id TEXT NOT NULL,
  year   INTEGER NOT NULL,
  amount INTEGER
) STRICT;
CREATE INDEX loss_tax_id ON loss (tax_id);
CREATE TABLE party_business (tax_id TEXT NOT NULL, party TEXT NOT NULL) STRICT;
CREATE TABLE religious_group (tax_id TEXT NOT NULL, name TEXT NOT NULL) STRICT;
CREATE TABLE candidate (
  election INTEGER NOT NULL REFERENCES election (id),
  name     TEXT NOT NULL,
  fold     TEXT NOT NULL,
  party    TEXT NOT NULL,
  district TEXT NOT NULL,                 -- rivals share it
  elected  INTEGER
) STRICT;

-- ---- views: what questions and rules are written against ----------------

CREATE VIEW filings AS
SELECT f.id, r.id AS recipient_id, r.name AS recipient, r.kind AS recipient_kind,
       e.id AS election_id, e.name AS election, e.office, e.area,
       coalesce(e.roc_year, f.serial) + 1911 AS year,
       e.polling_day, e.window_start, e.window_end, e.last_spending_day,
       e.report_due, e.publish_by,
       f.account, f.serial, f.version, f.party,
       f.income_in_force, f.expense_in_force, f.summary_in_force
FROM filing f
JOIN recipient r ON r.id = f.recipient
LEFT JOIN election e ON e.id = f.election;

-- Every entry of a filing in force, with names instead of numbers.
CREATE VIEW entries AS
SELECT n.id, f.recipient, f.election, f.serial, f.version, n.seq,
       CASE n.direction WHEN 1 THEN 'income' ELSE 'expense' END AS direction,
       s.name AS subject, n.subject AS subject_code,
       CASE n.kind WHEN 1 THEN 'individual' WHEN 2 THEN 'business'
                   WHEN 3 THEN 'party' WHEN 4 THEN 'group'
                   WHEN 5 THEN 'anonymous' ELSE 'other' END AS kind,
       n.counterparty, n.counterparty_id, n.id_kind, n.donor, n.amount,
       date(n.day * 86400, 'unixepoch') AS date, n.day,
       CASE n.method WHEN 1 THEN 'cash' WHEN 2 THEN 'transfer'
                     WHEN 3 THEN 'cheque' WHEN 4 THEN 'other' END AS method,
       date(n.deposit_day * 86400, 'unixepoch') AS deposit_date, n.deposit_day,
       CASE n.disposition WHEN 1 THEN 'returned' WHEN 2 THEN 'treasury' END
         AS disposition,
       n.monetary, n.purpose, n.address, n.phone, n.place, n.disclose, n.raw,
       n.filing, f.recipient_id, f.election_id, f.office, f.area, f.account,
       f.party, f.polling_day, f.window_start, f.window_end,
       n.part, n.row, n.line
FROM entry n
JOIN filings f ON f.id = n.filing
LEFT JOIN subject s ON s.code = n.subject
WHERE CASE n.direction WHEN 1 THEN f.income_in_force ELSE f.expense_in_force END;

-- Income and expense of each filing in force by subject.
CREATE VIEW totals_by_subject AS
SELECT filing, recipient, election, serial, version, direction, subject_code,
       subject, count(*) AS entries, sum(amount) AS amount
FROM entries
GROUP BY filing, direction, subject_code;

-- The settlement tables in force.
CREATE VIEW summaries AS
SELECT f.id AS filing, f.recipient, f.election, f.serial, f.version,
       y.item, s.summary_name AS subject, y.amount, y.text, y.part, y.row
FROM summary y
JOIN filings f ON f.id = y.filing
LEFT JOIN subject s ON s.code = CAST(y.item AS INTEGER) AND y.item GLOB '[0-9]*'
WHERE f.summary_in_force;

-- Every flag with the law it was judged by.
CREATE VIEW flags AS
SELECT g.id, g.rule, g.severity, g.filing, f.recipient, f.election, g.donor,
       g.value, g."limit", g.unit, g.exempt, g.detail, g.entries, g.amount,
       l.article, date(l.from_day * 86400, 'unixepoch') AS law_from,
       date(l.to_day * 86400, 'unixepoch') AS law_to
FROM flag g
LEFT JOIN filings f ON f.id = g.filing
LEFT JOIN law l ON l.id = g.law;

-- Where each row came from.
CREATE VIEW provenance AS
SELECT p.id AS part, s.name AS file, p.member, p.sheet, p.layout, p.encoding,
       s.sha256, p.rows_read, p.rows_stored, p.rows_aside, p.issues
FROM part p JOIN source s ON s.id = p.source;

CREATE VIEW issues AS
SELECT i.id, v.file, v.member, v.sheet, i.row, i.line, i.aside, i."column",
       i.text, i.code, i.message, i.part
FROM issue i JOIN provenance v ON v.part = i.part;
