-- The rival's table: the columns of the official table under short names.
PRAGMA journal_mode=WAL;
PRAGMA synchronous=NORMAL;
CREATE TABLE t (
  seq INTEGER, recipient TEXT, election TEXT, serial TEXT, date TEXT,
  subject TEXT, name TEXT, id TEXT, income INTEGER, expense INTEGER,
  method TEXT, deposit TEXT, disposition TEXT, purpose TEXT, monetary TEXT,
  address TEXT, phone TEXT, disclose TEXT, insider TEXT, insider_title TEXT,
  party_insider TEXT, party_insider_title TEXT, relation TEXT, correction TEXT,
  corrected TEXT
);
