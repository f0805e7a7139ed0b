/*
 * json_columns.c - owns the keys that JSON rows come with and the columns they
 * stand for, and what must be said in other words on the way.
 */
#include <stdio.h>
#include <stdlib.h>

#include "importers/json_columns.h"
#include "src/core/i18n.h"
#include "xianjin/limits.h"
#include "xianjin/values.h"

#define STRANGERS 64u /* unknown keys that are remembered as already named */
#define SCRATCH 4096u /* for the few cells that are put in other words */

enum how {
	AS_GIVEN,
	SUBJECT,   /* a code */
	CODE,      /* a code, where there is no subject */
	MONETARY,
	METHOD,
	DISPOSITION,
	AMOUNT,    /* goes to one of two columns ... */
	DIRECTION, /* ... by this */
	ELECTION,
	YEAR,      /* of the election, where its name has none */
	DERIVED    /* an import finds it out anew */
};

struct field {
	const char *key;
	const char *column; /* NULL: no column of its own */
	enum how how;
	bool telling;       /* two of these, and the object is of this family */
};

/* The search interface of the platform, in the order of its CSV. */
static const struct field platform[] = {
	{ "id", "序號", AS_GIVEN, false },
	{ "name", "擬參選人／政黨", AS_GIVEN, false },
	{ "electionName", "選舉名稱", AS_GIVEN, false },
	{ "yearOrSerial", "申報序號／年度", AS_GIVEN, false },
	{ "transactionDate", "交易日期", AS_GIVEN, true },
	{ "typeCode", "收支科目", SUBJECT, true },
	{ "donor", "捐贈者／支出對象", AS_GIVEN, false },
	{ "donorIdentifier", "身分證／統一編號", AS_GIVEN, true },
	{ "receivedAmount", "收入金額", AS_GIVEN, true },
	{ "donationAmount", "支出金額", AS_GIVEN, true },
	{ "payType", "捐贈方式", AS_GIVEN, false },
	{ "saveAccountDate", "存入專戶日期", AS_GIVEN, false },
	{ "returnOrPaytrs", "返還/繳庫", AS_GIVEN, false },
	{ "donationUse", "支出用途", AS_GIVEN, false },
	{ "isMoney", "金錢類", MONETARY, false },
	{ "donorAddress", "地址", AS_GIVEN, false },
	{ "tel", "聯絡電話", AS_GIVEN, false },
	{ "exposeRemark", "應揭露之支出對象", AS_GIVEN, false },
	{ "rpIntraName", "支出對象之內部人員姓名", AS_GIVEN, false },
	{ "rpIntraTitle", "支出對象之內部人員職稱", AS_GIVEN, false },
	{ "rpPartyName", "政黨之內部人員姓名", AS_GIVEN, false },
	{ "rpPartyTitle", "政黨之內部人員職稱", AS_GIVEN, false },
	{ "rpRelationStr", "關係", AS_GIVEN, false },
	{ "diffVersionStr", "更正註記", AS_GIVEN, false },
	{ "updateDatetimeB", "資料更正日期", AS_GIVEN, false },
	{ NULL, NULL, AS_GIVEN, false }
};

/* A row of our own search and export. */
static const struct field own[] = {
	{ "seq", "序號", AS_GIVEN, false },
	{ "recipient", "擬參選人／政黨", AS_GIVEN, true },
	{ "election", "選舉名稱", AS_GIVEN, false },
	{ "serial", "申報序號／年度", AS_GIVEN, false },
	{ "date", "交易日期", AS_GIVEN, false },
	{ "subject", "收支科目", AS_GIVEN, false },
	{ "counterparty", "捐贈者／支出對象", AS_GIVEN, true },
	{ "counterparty_id", "身分證／統一編號", AS_GIVEN, true },
	{ "amount", "收入金額", AMOUNT, false },
	{ "direction", "支出金額", DIRECTION, false },
	{ "method", "捐贈方式", METHOD, false },
	{ "deposit_date", "存入專戶日期", AS_GIVEN, false },
	{ "disposition", "返還/繳庫", DISPOSITION, false },
	{ "purpose", "支出用途", AS_GIVEN, false },
	{ "monetary", "金錢類", MONETARY, false },
	{ "address", "地址", AS_GIVEN, false },
	{ "phone", "聯絡電話", AS_GIVEN, false },
	{ "subject_code", NULL, CODE, false },
	{ "id", NULL, DERIVED, false },
	{ "version", NULL, DERIVED, false },
	{ "kind", NULL, DERIVED, false },
	{ "donor", NULL, DERIVED, false },
	{ "flags", NULL, DERIVED, false },
	{ "source", NULL, DERIVED, false },
	{ NULL, NULL, AS_GIVEN, false }
};

/* The summaries that volunteers made of the printed settlement tables. */
static const struct field summary[] = {
	{ "name", "擬參選人", AS_GIVEN, false },
	{ "election_name", "選舉名稱", ELECTION, false },
	{ "in_individual", "個人捐贈收入", AS_GIVEN, true },
	{ "in_profit", "營利事業捐贈收入", AS_GIVEN, true },
	{ "in_party", "政黨捐贈收入", AS_GIVEN, true },
	{ "in_civil", "人民團體捐贈收入", AS_GIVEN, true },
	{ "in_anonymous", "匿名捐贈收入", AS_GIVEN, true },
	{ "in_others", "其他收入", AS_GIVEN, true },
	{ "in_total", "收入小計", AS_GIVEN, true },
	{ "out_personnel", "人事費用支出", AS_GIVEN, true },
	{ "out_propagate", "宣傳支出", AS_GIVEN, true },
	{ "out_campaign_vehicle", "租用宣傳車輛支出", AS_GIVEN, true },
	{ "out_campaign_office", "租用競選辦事處支出", AS_GIVEN, true },
	{ "out_rally", "集會支出", AS_GIVEN, true },
	{ "out_travel", "交通旅運支出", AS_GIVEN, true },
	{ "out_miscellaneous", "雜支支出", AS_GIVEN, true },
	{ "out_return", "返還捐贈支出", AS_GIVEN, true },
	{ "out_exchequer", "繳庫支出", AS_GIVEN, true },
	{ "out_public_relation", "公共關係費用支出", AS_GIVEN, true },
	{ "out_total", "支出小計", AS_GIVEN, true },
	{ "balance", "餘額", AS_GIVEN, false },
	{ "county", "county", AS_GIVEN, false },
	{ "election_year", "election_year", YEAR, false },
	{ "title", "title", AS_GIVEN, false },
	{ NULL, NULL, AS_GIVEN, false }
};

static const struct field none[] = { { NULL, NULL, AS_GIVEN, false } };

static const struct field *const families[] = { platform, own, summary };

struct word {
	const char *from, *to;
};

static const struct word methods[] = {
	{ "cash", "現金" }, { "transfer", "匯款" }, { "cheque", "票據" },
	{ "other", "其他" }, { NULL, NULL }
};
static const struct word dispositions[] = {
	{ "returned", "已返還" }, { "treasury", "已繳庫" }, { NULL, NULL }
};

struct key {
	struct xj_str name;
	size_t column; /* SIZE_MAX: none */
	enum how how;
	uint64_t seen; /* the number of the row that had it last */
};

struct stranger {
	uint64_t hash;
	uint64_t seen;
};

struct xj_json_columns {
	struct key *key;
	size_t keys;
	struct xj_str *name, *cell;
	size_t columns;
	char *memory; /* names that are not constants */
	size_t hint;  /* the key that will probably be next */
	uint64_t rows;
	struct stranger stranger[STRANGERS];
	size_t strangers;
	struct xj_buf scratch;
	/* of the row in hand */
	struct xj_str amount, election, year;
	bool expense;
	unsigned code;
};

static const char twice[] = N_("a key stands twice in the object: which of the "
                               "two values holds is not known");

/* ---- the header ------------------------------------------------------------ */

static const struct field *find_field(const struct field *family, struct xj_str key)
{
	for (; family->key; family++) {
		if (xj_str_is(key, family->key))
			return family;
	}
	return NULL;
}

static const struct field *family_of(const struct xj_json_object *o)
{
	const struct field *best = none;
	size_t most = 1; /* one key alone tells nothing */

	for (size_t i = 0; i < XJ_COUNT(families); i++) {
		size_t n = 0;

		for (size_t k = 0; k < o->n; k++) {
			const struct field *f = find_field(families[i], o->pair[k].key);

			n += f && f->telling;
		}
		if (n > most) {
			most = n;
			best = families[i];
		}
	}
	return best;
}

static size_t add_column(struct xj_json_columns *c, struct xj_str name)
{
	c->name[c->columns] = name;
	return c->columns++;
}

static struct key *find_key(struct xj_json_columns *c, struct xj_str name)
{
	if (c->hint < c->keys && xj_str_eq(c->key[c->hint].name, name))
		return &c->key[c->hint++];
	for (size_t i = 0; i < c->keys; i++) {
		if (xj_str_eq(c->key[i].name, name)) {
			c->hint = i + 1;
			return &c->key[i];
		}
	}
	return NULL;
}

static void add_family(struct xj_json_columns *c, const struct field *f)
{
	for (; f->key; f++)
		c->key[c->keys++] = (struct key){
			.name = xj_str_c(f->key), .how = f->how,
			.column = f->column ? add_column(c, xj_str_c(f->column))
			                    : SIZE_MAX
		};
}

/* Keys of the first object that its family does not know. */
static void add_others(struct xj_json_columns *c, const struct xj_json_object *o)
{
	char *p = c->memory;

	for (size_t i = 0; i < o->n && c->columns < XJ_MAX_COLUMNS; i++) {
		struct xj_str name = o->pair[i].key;

		if (find_key(c, name))
			continue;
		if (name.n)
			memcpy(p, name.p, name.n);
		name.p = p;
		p += name.n;
		c->key[c->keys++] = (struct key){
			.name = name, .column = add_column(c, name)
		};
	}
}

enum xj_status xj_json_columns_new(const struct xj_json_object *first,
                                   struct xj_json_columns **out,
                                   struct xj_error *err)
{
	struct xj_json_columns *c = calloc(1, sizeof(*c));
	size_t bytes = 1, most = first->n + XJ_COUNT(platform) + XJ_COUNT(own);

	*out = NULL;
	for (size_t i = 0; i < first->n; i++)
		bytes += first->pair[i].key.n;
	if (c) {
		c->key = calloc(most, sizeof(*c->key));
		c->name = calloc(most, sizeof(*c->name));
		c->cell = calloc(most, sizeof(*c->cell));
		c->memory = malloc(bytes);
		xj_buf_init(&c->scratch, SCRATCH);
	}
	if (!c || !c->key || !c->name || !c->cell || !c->memory ||
	    xj_buf_reserve(&c->scratch, SCRATCH / 2) != XJ_OK) {
		xj_json_columns_free(c);
		return xj_fail(err, XJ_NOMEM, _("out of memory"));
	}
	add_family(c, family_of(first));
	add_others(c, first);
	*out = c;
	return XJ_OK;
}

void xj_json_columns_free(struct xj_json_columns *c)
{
	if (!c)
		return;
	xj_buf_clear(&c->scratch);
	free(c->memory);
	free(c->cell);
	free(c->name);
	free(c->key);
	free(c);
}

const struct xj_str *xj_json_columns_names(const struct xj_json_columns *c,
                                           size_t *n)
{
	*n = c->columns;
	return c->name;
}

/* ---- cells ----------------------------------------------------------------- */

static struct xj_str text_of(const struct xj_json_pair *p)
{
	switch (p->type) {
	case XJ_JSON_TRUE:
		return XJ_STR("true");
	case XJ_JSON_FALSE:
		return XJ_STR("false");
	case XJ_JSON_NULL:
		return XJ_STR("");
	default:
		return p->value;
	}
}

static struct xj_str in_words(struct xj_str text, const struct word *words)
{
	for (; words->from; words++) {
		if (xj_str_is(text, words->from))
			return xj_str_c(words->to);
	}
	return text;
}

/* 11, "11" or 11.0; 0 if it is no code. */
static unsigned code_of(struct xj_str s)
{
	if (s.n > 2 && s.p[2] == '.') {
		for (size_t i = 3; i < s.n; i++) {
			if (s.p[i] != '0')
				return 0;
		}
		s.n = 2;
	}
	if (s.n != 2 || s.p[0] < '0' || s.p[0] > '9' || s.p[1] < '0' ||
	    s.p[1] > '9')
		return 0;
	return (unsigned)(s.p[0] - '0') * 10 + (unsigned)(s.p[1] - '0');
}

static struct xj_str subject_name(struct xj_str text)
{
	const struct xj_subject *s = xj_subject_by_code(code_of(text));

	return s ? xj_str_c(s->name) : text;
}

static struct xj_str monetary(const struct xj_json_pair *p)
{
	struct xj_str text = text_of(p);

	if (xj_str_is(text, "true"))
		return XJ_STR("金錢");
	return xj_str_is(text, "false") ? XJ_STR("非金錢") : text;
}

/* The text of a cell; what depends on other keys waits for finish_row. */
static struct xj_str cell_text(struct xj_json_columns *c, enum how how,
                               const struct xj_json_pair *p)
{
	struct xj_str text = text_of(p);

	switch (how) {
	case SUBJECT:
		return subject_name(text);
	case CODE:
		c->code = code_of(text);
		break;
	case MONETARY:
		return monetary(p);
	case METHOD:
		return in_words(text, methods);
	case DISPOSITION:
		return in_words(text, dispositions);
	case AMOUNT:
		c->amount = text;
		break;
	case DIRECTION:
		c->expense = xj_str_is(text, "expense");
		return XJ_STR("");
	case ELECTION:
		c->election = text;
		break;
	case YEAR:
		c->year = text;
		break;
	default:
		break;
	}
	return text;
}

static size_t column_named(const struct xj_json_columns *c, enum how how)
{
	for (size_t i = 0; i < c->keys; i++) {
		if (c->key[i].how == how)
			return c->key[i].column;
	}
	return SIZE_MAX;
}

static void place_amount(struct xj_json_columns *c)
{
	size_t in = column_named(c, AMOUNT), out = column_named(c, DIRECTION);

	if (!c->expense || in == SIZE_MAX || out == SIZE_MAX)
		return;
	c->cell[out] = c->amount;
	c->cell[in] = XJ_STR("");
}

static void place_code(struct xj_json_columns *c)
{
	const struct xj_subject *s = xj_subject_by_code(c->code);

	if (!s || column_named(c, CODE) != SIZE_MAX)
		return;
	for (size_t i = 0; i < c->columns; i++) {
		if (c->cell[i].n == 0 && xj_str_is(c->name[i], "收支科目"))
			c->cell[i] = xj_str_c(s->name);
	}
}

static int year_of(struct xj_str s)
{
	int year = 0;

	if (s.n < 2 || s.n > 4)
		return 0;
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] < '0' || s.p[i] > '9')
			return 0;
		year = year * 10 + (s.p[i] - '0');
	}
	return year > 1911 ? year - 1911 : year;
}

/* 花蓮縣議員選舉 and 2014 -> 103年花蓮縣議員選舉 */
static enum xj_status place_year(struct xj_json_columns *c)
{
	size_t at = column_named(c, ELECTION);
	struct xj_str name = c->election;
	int year = year_of(c->year);
	enum xj_status status;

	if (at == SIZE_MAX || year == 0 || name.n == 0 || name.n > SCRATCH / 2 ||
	    (name.p[0] >= '0' && name.p[0] <= '9') ||
	    xj_str_starts(name, XJ_STR("第")))
		return XJ_OK;
	xj_buf_reset(&c->scratch);
	status = xj_buf_addf(&c->scratch, "%d年", year);
	if (status == XJ_OK)
		status = xj_buf_add(&c->scratch, name.p, name.n);
	if (status == XJ_OK)
		c->cell[at] = xj_buf_str(&c->scratch);
	return status;
}

/* An unknown key: whether it is met for the first time; *TWICE in this row. */
static bool meet(struct xj_json_columns *c, struct xj_str name, bool *again)
{
	uint64_t hash = xj_hash64(name.p, name.n);

	for (size_t i = 0; i < c->strangers; i++) {
		struct stranger *s = &c->stranger[i];

		if (s->hash != hash)
			continue;
		*again = *again || s->seen == c->rows;
		s->seen = c->rows;
		return false;
	}
	if (c->strangers == STRANGERS)
		return false;
	c->stranger[c->strangers++] = (struct stranger){ hash, c->rows };
	return true;
}

static void fill_pair(struct xj_json_columns *c, const struct xj_json_pair *p,
                      struct xj_json_place *place, const char **spoiled)
{
	struct key *key = find_key(c, p->key);
	bool again = false;

	*place = (struct xj_json_place){ 0, false };
	if (!key) {
		place->unknown = meet(c, p->key, &again);
	} else {
		struct xj_str text = cell_text(c, key->how, p);

		again = key->seen == c->rows;
		key->seen = c->rows;
		if (key->column != SIZE_MAX && !again) {
			c->cell[key->column] = text;
			place->column = key->column + 1;
		}
	}
	if (again && !*spoiled)
		*spoiled = twice;
}

enum xj_status xj_json_columns_fill(struct xj_json_columns *c,
                                    const struct xj_json_object *row,
                                    struct xj_json_place *place,
                                    const struct xj_str **cell,
                                    const char **spoiled, struct xj_error *err)
{
	enum xj_status status;

	c->rows++;
	c->hint = 0;
	c->amount = c->election = c->year = XJ_STR("");
	c->expense = false;
	c->code = 0;
	for (size_t i = 0; i < c->columns; i++)
		c->cell[i] = XJ_STR("");
	*cell = c->cell;
	*spoiled = row->spoiled;
	for (size_t i = 0; i < row->n; i++)
		fill_pair(c, &row->pair[i], &place[i], spoiled);
	place_amount(c);
	place_code(c);
	status = place_year(c);
	return status == XJ_OK ? XJ_OK : xj_fail(err, status, _("out of memory"));
}
