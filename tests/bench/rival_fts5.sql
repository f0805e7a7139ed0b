PRAGMA synchronous=NORMAL;
CREATE VIRTUAL TABLE f USING fts5 (name, purpose, content='t', tokenize='trigram');
INSERT INTO f (f) VALUES ('rebuild');
