/*
 * values.h - the values in the cells of a filing: dates, money, ids, subjects,
 * elections, places.  Each parser keeps its hands off what it does not
 * understand: a doubtful value is "none" plus the reason, never a guess.
 * Formats and counts: docs/formats.md.
 */
#ifndef XIANJIN_VALUES_H
#define XIANJIN_VALUES_H

#include "xianjin/core.h"

/* ---- dates ------------------------------------------------------------ */

/* A day is the number of days since 1970-01-01 in the Gregorian calendar. */
#define XJ_NO_DAY INT32_MIN

int32_t xj_day_of(int year, int month, int day); /* XJ_NO_DAY if no such day */
void xj_day_split(int32_t day, int *year, int *month, int *dom);
/* "2022-07-19" into OUT; "" for XJ_NO_DAY. */
void xj_day_iso(int32_t day, char out[16]);

enum xj_date_doubt {
	XJ_DATE_SURE = 0,
	XJ_DATE_EMPTY,
	XJ_DATE_SHAPE,    /* no known form */
	XJ_DATE_NO_SUCH,  /* 100/100/21, 30 February */
	XJ_DATE_TWO_DIGIT,/* 00/9/5: a year cut to two digits */
	XJ_DATE_TRAILING, /* text behind the date: 105/01/1  I, 096/12/265 */
	XJ_DATE_YEAR      /* outside 1990..2100 */
};

/* How a date was spelled; with the day it gives the text back (see
 * xj_date_spell). */
enum xj_date_style {
	XJ_STYLE_OTHER = 0,
	XJ_STYLE_ROC7,   /* 1130507 */
	XJ_STYLE_ROC,    /* 113/05/07 */
	XJ_STYLE_ISO     /* 2024-05-07 */
};

struct xj_date {
	int32_t day; /* XJ_NO_DAY unless doubt is XJ_DATE_SURE */
	enum xj_date_doubt doubt;
	enum xj_date_style style;
};

/*
 * Reads 1130507, 961024, 113/05/07, 113／5／7, 113-05-07, 113.5.7,
 * 113 年 05 月 07 日, 民國113年5月7日, 96/1/5, 20101126, 2012-01-13,
 * 2012-01-13 00:00:00; blanks inside and full-width digits allowed.
 * A ROC year is AD - 1911; a year part below 1912 is a ROC year.
 */
struct xj_date xj_date_parse(struct xj_str text);
/* The text of DAY in STYLE into OUT (at most 15 bytes and a NUL); "" for
 * XJ_STYLE_OTHER or XJ_NO_DAY.  Returns its length. */
size_t xj_date_spell(int32_t day, enum xj_date_style style, char out[16]);
/* One line that says what DOUBT means, translated. */
const char *xj_date_doubt_text(enum xj_date_doubt doubt);

/* ---- money ------------------------------------------------------------ */

enum xj_money_doubt {
	XJ_MONEY_SURE = 0,
	XJ_MONEY_EMPTY,   /* nothing, or "None" */
	XJ_MONEY_SHAPE,   /* no number */
	XJ_MONEY_CENTS,   /* a part of a dollar that is not zero */
	XJ_MONEY_RANGE    /* more than 10^15 */
};

enum xj_money_style {
	XJ_MONEY_OTHER = 0,
	XJ_MONEY_PLAIN,   /* 162000 */
	XJ_MONEY_DOT00    /* 162000.00 */
};

struct xj_money {
	int64_t amount; /* whole New Taiwan dollars, signed */
	enum xj_money_doubt doubt;
	enum xj_money_style style;
};

/* Reads 162000.00, 162000, "1,234,567" (groups of three only), full-width
 * digits, 46200.0, −20,509,802 (any minus sign), 120,000元, NT$ and $ in
 * front.  No exponent. */
struct xj_money xj_money_parse(struct xj_str text);
size_t xj_money_spell(int64_t amount, enum xj_money_style style, char out[32]);
const char *xj_money_doubt_text(enum xj_money_doubt doubt);

/* ---- ids -------------------------------------------------------------- */

enum xj_id_kind {
	XJ_ID_NONE = 0,     /* empty */
	XJ_ID_TAX,          /* 8 digits, passes the strict check digit */
	XJ_ID_TAX_RELAXED,  /* 8 digits, passes only the rule in force since
	                       2023-04-01 */
	XJ_ID_TAX_WRONG,    /* 8 digits, fails both, or 00000000 */
	XJ_ID_TAX_SHORT,    /* 5..7 digits that pass strictly once zeros are put
	                       back in front: offered, never applied */
	XJ_ID_PERSON,       /* national id, whole and valid */
	XJ_ID_PERSON_WRONG, /* its shape, but not its check digit */
	XJ_ID_RESIDENT,     /* resident certificate, old or new, valid */
	XJ_ID_MASKED,       /* A12******* or the like */
	XJ_ID_PARTY,        /* 政黨證字第16號 */
	XJ_ID_GROUP,        /* a group's registration number: 字第…號 */
	XJ_ID_SCIENTIFIC,   /* 1.05007266E9: a spreadsheet's damage */
	XJ_ID_GLUED,        /* two ids in one cell */
	XJ_ID_OTHER
};

struct xj_id {
	enum xj_id_kind kind;
	char text[24];      /* folded: ASCII, upper case, no blanks; "" when longer */
	char offer[9];      /* XJ_ID_TAX_SHORT: the eight digits to offer */
};

/* Never fails.  LAW 4.1-4.3: weights, the 7th-digit-is-7 rule, masks. */
struct xj_id xj_id_parse(struct xj_str text);
/* "tax", "masked", ... stable. */
const char *xj_id_kind_name(enum xj_id_kind kind);

/* ---- subjects --------------------------------------------------------- */

enum xj_account { /* whose books: the subject codes depend on it */
	XJ_ACCOUNT_CANDIDATE = 0,
	XJ_ACCOUNT_PARTY,
	XJ_ACCOUNT_SURPLUS
};

enum xj_direction { XJ_INCOME = 1, XJ_EXPENSE = 2 };

enum xj_kind { /* of a counterparty */
	XJ_KIND_OTHER = 0,
	XJ_KIND_INDIVIDUAL,
	XJ_KIND_BUSINESS,
	XJ_KIND_PARTY,
	XJ_KIND_GROUP,
	XJ_KIND_ANONYMOUS
};

struct xj_subject {
	uint8_t code;       /* 11..69 as the platform numbers them; 0 unknown */
	enum xj_account account;
	enum xj_direction direction;
	enum xj_kind kind;  /* of the counterparties of an income subject */
	const char *name;   /* as detail rows spell it: 匿名捐贈 */
	const char *summary_name; /* as settlement tables do: 匿名捐贈收入 */
};

/* All subjects, ordered by code; *N of them. */
const struct xj_subject *xj_subjects(size_t *n);
const struct xj_subject *xj_subject_by_code(unsigned code);
/*
 * The subject that TEXT means in ACCOUNT, by exact name, by summary name, or
 * folded by rule (DATA 4.4: one or two wrong characters, a missing 收入 or
 * 支出, trailing ".pdf"), but only when exactly one subject of ACCOUNT is
 * nearest; *EXACT says whether the text was the name itself.  DIRECTION 0
 * means unknown.  NULL when no subject, or more than one, is near enough.
 */
const struct xj_subject *xj_subject_find(struct xj_str text,
                                         enum xj_account account,
                                         int direction, bool *exact);
const char *xj_kind_name(enum xj_kind kind);           /* "individual" ... */
bool xj_kind_of_name(struct xj_str name, enum xj_kind *kind);

/* ---- elections -------------------------------------------------------- */

enum xj_office {
	XJ_OFFICE_NONE = 0,
	XJ_OFFICE_PRESIDENT,
	XJ_OFFICE_LEGISLATOR,
	XJ_OFFICE_MAYOR,          /* 直轄市長 */
	XJ_OFFICE_MAGISTRATE,     /* 縣(市)長 */
	XJ_OFFICE_COUNCILLOR,     /* 直轄市議員, 縣(市)議員 */
	XJ_OFFICE_TOWNSHIP_HEAD,  /* 鄉鎮市長 */
	XJ_OFFICE_INDIGENOUS_HEAD,/* 直轄市山地原住民區長 */
	XJ_OFFICE_REPRESENTATIVE, /* 鄉鎮市民代表, 原住民區民代表 */
	XJ_OFFICE_VILLAGE_CHIEF   /* 村里長 */
};

/* A row of the calendar (LAW 5): days, each XJ_NO_DAY where not known. */
struct xj_polling {
	int roc_year;             /* of polling day as elections are named */
	int term;                 /* 第N屆 / 第N任, 0 for local ones */
	enum xj_office office;
	bool by_election;
	const char *area;         /* folded area for by-elections, else "" */
	int32_t polling_day, window_start, window_end, last_spending_day;
	int32_t cpa_by, report_due, publish_by;
	char confidence;          /* V, N, D of LAW 0; '?' uncertain */
};

struct xj_election_name {
	int roc_year;             /* as said or as the calendar has it, else 0 */
	int term;                 /* likewise */
	enum xj_office office;
	bool by_election;         /* 補選, 重行選舉 */
	struct xj_str area;       /* 臺中市, 南投縣仁愛鄉; borrowed from the text;
	                             "" for the whole country or a class of
	                             places (直轄市, 縣(市)) */
	const struct xj_polling *polling; /* NULL if the calendar has none */
};

/*
 * Understands an election's name in its several spellings: 111年臺中市市長選舉,
 * 111年直轄市市長選舉, 113年總統、副總統選舉, 第7屆立委, 第11屆立法委員選舉,
 * 113年立法委員選舉, 99南投縣仁愛鄉鄉民代表, 107年嘉義市議員選舉,
 * 109年高雄市市長補選.  False if TEXT names no election.
 */
bool xj_election_parse(struct xj_str text, struct xj_election_name *out);
/*
 * The canonical name of what xj_election_parse understood into OUT, with the
 * area as written but for 台 in counties and districts and the spelling of
 * district numbers: "111年臺中市市長選舉", "第7屆立法委員選舉".
 */
enum xj_status xj_election_spell(const struct xj_election_name *name,
                                 struct xj_buf *out) XJ_MUST_USE;
const char *xj_office_name(enum xj_office office); /* "mayor" ... */
const struct xj_polling *xj_pollings(size_t *n);

/* ---- filings ---------------------------------------------------------- */

/*
 * The serial of a filing: 首次, 首次申報, 1, "1.0" -> 1; 第一次賸餘,
 * 第 1 次賸餘, 第1次賸餘申報 -> 2; n -> n; 113, 113年度, 113.0 -> 113 (a
 * party's year).  0 if TEXT is none of these.
 */
int xj_serial_parse(struct xj_str text);
/* "首次", "第1次賸餘", "113年度" into OUT. */
size_t xj_serial_spell(int serial, char out[40]);

/* ---- places ----------------------------------------------------------- */

/*
 * The county or city at the start of an address, and its district if the
 * address shows one whole (masked addresses end after six characters):
 * 1..N into xj_place_name, 0 if none.  臺/台 are equal; the counties before
 * 2010 and 2014 (臺北縣, 桃園縣 ...) have their own numbers.
 */
unsigned xj_place_of(struct xj_str address);
const char *xj_place_name(unsigned place); /* "臺中市"; NULL past the end */
/* The place that TEXT names (台中, 臺中市), or 0. */
unsigned xj_place_find(struct xj_str text);

/* ---- articles --------------------------------------------------------- */

#define XJ_ARTICLE_ROOM 400u
/*
 * An article as the law table and all data have it, 政治獻金法 Art. 14 I, in the
 * language of this thread: 政治獻金法第14條第1項.  Itself where that is English, or it
 * has another form.
 */
struct xj_str xj_article_name(struct xj_str article, char room[XJ_ARTICLE_ROOM]);

#endif
