PRAGMA synchronous=NORMAL;
CREATE INDEX t_name ON t (name);
CREATE INDEX t_amount ON t (income);
CREATE INDEX t_date ON t (date);
