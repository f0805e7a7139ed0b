/*
 * normalise.c - owns how a row of details becomes an entry: every cell read by
 * its column's meaning, every doubt named, nothing guessed.
 */
#include <stdio.h>
#include <stdlib.h>

#include "normalise.h"
#include "src/core/i18n.h"
#include "xianjin/limits.h"
#include "xianjin/text.h"

/* A cell that every row repeats as the first one has it. */
struct constant {
	bool set;
	struct xj_buf text;
};

struct xj_normaliser {
	const struct xj_columns *columns;
	const struct xj_context *context;
	struct constant *constant;    /* by column */
	bool first;                   /* no row has been seen */
	struct xj_buf fold, raw, constants;
	char term_election[64];       /* 第N屆立法委員選舉, from a column of terms */
	/* of the row just normalised: which cells spell() gives back */
	enum xj_date_style date_style, deposit_style;
	enum xj_money_style money_style;
};

enum xj_status xj_normaliser_new(const struct xj_columns *columns,
                                 const struct xj_context *context,
                                 struct xj_normaliser **out, struct xj_error *err)
{
	struct xj_normaliser *z = calloc(1, sizeof(*z));

	*out = NULL;
	if (z)
		z->constant = calloc(columns->n + 1, sizeof(*z->constant));
	if (!z || !z->constant) {
		free(z);
		return xj_fail(err, XJ_NOMEM, _("not enough memory"));
	}
	z->columns = columns;
	z->context = context;
	z->first = true;
	for (size_t i = 0; i < columns->n; i++)
		xj_buf_init(&z->constant[i].text, XJ_MAX_CELL_BYTES);
	xj_buf_init(&z->fold, 4 * XJ_MAX_CELL_BYTES);
	xj_buf_init(&z->raw, 8 * XJ_MAX_RECORD_BYTES);
	xj_buf_init(&z->constants, 8 * XJ_MAX_RECORD_BYTES);
	*out = z;
	return XJ_OK;
}

void xj_normaliser_free(struct xj_normaliser *z)
{
	if (!z)
		return;
	for (size_t i = 0; i < z->columns->n; i++)
		xj_buf_clear(&z->constant[i].text);
	free(z->constant);
	xj_buf_clear(&z->fold);
	xj_buf_clear(&z->raw);
	xj_buf_clear(&z->constants);
	free(z);
}

static struct xj_str cell(const struct xj_normaliser *z, const struct xj_row *row,
                          int meaning)
{
	int at = z->columns->at[meaning];

	return at >= 0 ? row->cell[at] : (struct xj_str){ "", 0 };
}

static void note(struct xj_normal *out, const char *code, const char *message,
                 int column)
{
	if (out->issues < XJ_ROW_ISSUES)
		out->issue[out->issues++] = (struct xj_cell_issue){ code, message, column };
}

static void set_aside(struct xj_normal *out, const char *code, const char *message)
{
	out->aside = code;
	out->aside_message = message;
}

/* ---- who filed ----------------------------------------------------------- */

static struct xj_str or_context(struct xj_str text, const char *context)
{
	return text.n ? text : xj_str_c(context);
}

static struct xj_str election_of(struct xj_normaliser *z, const struct xj_row *row)
{
	const struct xj_layout *l = z->columns->layout;
	struct xj_str text = cell(z, row, XJ_F_ELECTION);
	struct xj_str term = cell(z, row, XJ_F_TERM);

	if (text.n)
		return text;
	if (term.n && term.n < 8) {
		int n = snprintf(z->term_election, sizeof(z->term_election),
		                 "第%.*s屆立法委員選舉", (int)term.n, term.p);

		return xj_str_of(z->term_election, (size_t)n);
	}
	if (z->context->election[0])
		return xj_str_c(z->context->election);
	return xj_str_c(l->election ? l->election : "");
}

/* A party files by years, a candidate first and then by surplus reports. */
static enum xj_account account_of(int serial, bool has_election)
{
	if (serial >= 90 && !has_election)
		return XJ_ACCOUNT_PARTY;
	return serial > 1 ? XJ_ACCOUNT_SURPLUS : XJ_ACCOUNT_CANDIDATE;
}

static void read_filing(struct xj_normaliser *z, const struct xj_row *row,
                        struct xj_normal *out)
{
	struct xj_filing *f = &out->filing;
	struct xj_str serial = or_context(cell(z, row, XJ_F_SERIAL), z->context->serial);

	f->recipient = or_context(cell(z, row, XJ_F_RECIPIENT), z->context->recipient);
	f->election = election_of(z, row);
	f->party = cell(z, row, XJ_F_PARTY);
	f->serial = serial.n ? xj_serial_parse(serial) : 1;
	f->version = z->context->version;
	f->serial_text = cell(z, row, XJ_F_SERIAL);
	f->account = account_of(f->serial, f->election.n != 0);
	if (f->recipient.n == 0)
		set_aside(out, "no-recipient", N_("nobody is named who filed this row; "
		          "say so with --recipient"));
	else if (f->serial == 0)
		set_aside(out, "serial-shape", N_("the serial of the filing is neither "
		          "首次, 第n次賸餘 nor a year; say so with --serial"));
	else if (f->election.n == 0 && f->account != XJ_ACCOUNT_PARTY)
		set_aside(out, "no-election", N_("no election is named for this row; say "
		          "so with --election"));
}

/* ---- money --------------------------------------------------------------- */

static int64_t sure(struct xj_money m)
{
	return m.doubt == XJ_MONEY_SURE ? m.amount : 0;
}

static bool unreadable(struct xj_money m)
{
	return m.doubt != XJ_MONEY_SURE && m.doubt != XJ_MONEY_EMPTY;
}

static void read_amount(struct xj_normaliser *z, const struct xj_row *row,
                        struct xj_normal *out)
{
	struct xj_money in = xj_money_parse(cell(z, row, XJ_F_INCOME));
	struct xj_money ex = xj_money_parse(cell(z, row, XJ_F_EXPENSE));
	struct xj_entry *e = &out->entry;

	if (unreadable(in) || unreadable(ex))
		set_aside(out, "amount-shape", N_("an amount that is not a whole number "
		          "of dollars"));
	else if (in.doubt && ex.doubt)
		set_aside(out, "no-amount", N_("neither income nor expense"));
	else if (sure(in) && sure(ex))
		set_aside(out, "two-amounts", N_("an income and an expense in one row"));
	if (out->aside) {
		out->aside_amount = sure(in) + sure(ex);
		return;
	}
	if (sure(in) || sure(ex)) {
		e->direction = sure(in) ? XJ_INCOME : XJ_EXPENSE;
	} else { /* a zero: only the subject can tell */
		const struct xj_subject *s;
		bool exact;

		s = xj_subject_find(cell(z, row, XJ_F_SUBJECT), out->filing.account, 0,
		                    &exact);
		e->direction = s ? s->direction : ex.doubt ? XJ_INCOME : XJ_EXPENSE;
	}
	e->amount = sure(in) + sure(ex);
	z->money_style = e->direction == XJ_INCOME ? in.style : ex.style;
	/* a zero may stand in the cell of the other side only */
	if ((e->direction == XJ_INCOME ? in : ex).doubt)
		z->money_style = XJ_MONEY_OTHER;
}

/* ---- what it was and whose ------------------------------------------------ */

static void read_subject(struct xj_normaliser *z, const struct xj_row *row,
                         struct xj_normal *out)
{
	const struct xj_layout *l = z->columns->layout;
	struct xj_entry *e = &out->entry;
	struct xj_str text = cell(z, row, XJ_F_SUBJECT);
	const struct xj_subject *s;
	bool exact = true;

	if (l->subject)
		s = xj_subject_by_code(l->subject);
	else
		s = xj_subject_find(text, out->filing.account, e->direction, &exact);
	e->subject = s ? s->code : 0;
	if (!s)
		note(out, "subject-unknown", N_("no account subject of this kind of "
		     "filing"), z->columns->at[XJ_F_SUBJECT]);
	else if (!exact)
		note(out, "subject-folded", N_("the account subject is misspelt; the "
		     "nearest one was taken"), z->columns->at[XJ_F_SUBJECT]);
	if (s && s->direction == XJ_INCOME)
		e->kind = s->kind;
}

/* Payees have no kind of their own: their id tells. */
static enum xj_kind kind_by_id(enum xj_id_kind id)
{
	switch (id) {
	case XJ_ID_TAX:
	case XJ_ID_TAX_RELAXED:
	case XJ_ID_TAX_WRONG:
	case XJ_ID_TAX_SHORT:
		return XJ_KIND_BUSINESS;
	case XJ_ID_PERSON:
	case XJ_ID_PERSON_WRONG:
	case XJ_ID_RESIDENT:
	case XJ_ID_MASKED:
		return XJ_KIND_INDIVIDUAL;
	case XJ_ID_PARTY:
		return XJ_KIND_PARTY;
	case XJ_ID_GROUP:
		return XJ_KIND_GROUP;
	default:
		return XJ_KIND_OTHER;
	}
}

static void doubt_id(struct xj_normaliser *z, const struct xj_id *id,
                     struct xj_normal *out)
{
	static const struct {
		enum xj_id_kind kind;
		const char *code, *message;
	} doubts[] = {
		{ XJ_ID_TAX_WRONG, "tax-id-check", N_("the check digit of the tax id is "
		  "wrong") },
		{ XJ_ID_TAX_SHORT, "tax-id-short", N_("a tax id without its leading "
		  "zeros? with them it would be valid") },
		{ XJ_ID_PERSON_WRONG, "person-id-check", N_("the check digit of the "
		  "personal id is wrong") },
		{ XJ_ID_SCIENTIFIC, "id-scientific", N_("a spreadsheet has rounded this "
		  "id; its digits are lost") },
		{ XJ_ID_GLUED, "id-glued", N_("two ids in one cell") },
	};

	for (size_t i = 0; i < XJ_COUNT(doubts); i++)
		if (doubts[i].kind == id->kind)
			note(out, doubts[i].code, doubts[i].message,
			     z->columns->at[XJ_F_COUNTERPARTY_ID]);
}

static enum xj_status read_counterparty(struct xj_normaliser *z,
                                        const struct xj_row *row,
                                        struct xj_normal *out,
                                        struct xj_error *err)
{
	struct xj_entry *e = &out->entry;
	struct xj_id id;
	enum xj_status st;

	e->counterparty = cell(z, row, XJ_F_COUNTERPARTY);
	e->counterparty_id = cell(z, row, XJ_F_COUNTERPARTY_ID);
	e->address = cell(z, row, XJ_F_ADDRESS);
	e->place = xj_place_of(e->address);
	id = xj_id_parse(e->counterparty_id);
	e->id_kind = id.kind;
	doubt_id(z, &id, out);
	if (e->direction == XJ_EXPENSE || !e->subject)
		e->kind = kind_by_id(id.kind);
	xj_buf_reset(&z->fold);
	st = xj_fold(e->counterparty, &z->fold);
	if (st)
		return xj_fail(err, st, _("a name could not be folded: %s"),
		               xj_status_name(st));
	e->donor = xj_donor_key(e->kind, xj_buf_str(&z->fold), &id, e->place);
	return XJ_OK;
}

/* ---- the other cells ------------------------------------------------------ */

static const char *date_code(enum xj_date_doubt doubt)
{
	static const char *const code[] = {
		[XJ_DATE_SURE] = NULL, [XJ_DATE_EMPTY] = "date-empty",
		[XJ_DATE_SHAPE] = "date-shape", [XJ_DATE_NO_SUCH] = "date-no-such",
		[XJ_DATE_TWO_DIGIT] = "date-two-digit",
		[XJ_DATE_TRAILING] = "date-trailing", [XJ_DATE_YEAR] = "date-year",
	};

	return code[doubt];
}

static const char *date_message(enum xj_date_doubt doubt)
{
	static const char *const message[] = {
		[XJ_DATE_EMPTY] = N_("no date"),
		[XJ_DATE_SHAPE] = N_("no known form of a date"),
		[XJ_DATE_NO_SUCH] = N_("there is no such day"),
		[XJ_DATE_TWO_DIGIT] = N_("a year of two digits: which century?"),
		[XJ_DATE_TRAILING] = N_("something stands behind the date"),
		[XJ_DATE_YEAR] = N_("a year that cannot be"),
	};

	return message[doubt];
}

static void read_dates(struct xj_normaliser *z, const struct xj_row *row,
                       struct xj_normal *out)
{
	struct xj_date d = xj_date_parse(cell(z, row, XJ_F_DATE));
	struct xj_date p = xj_date_parse(cell(z, row, XJ_F_DEPOSIT_DATE));

	out->entry.day = d.day;
	out->entry.deposit_day = p.day;
	z->date_style = d.style;
	z->deposit_style = p.style;
	if (d.doubt)
		note(out, date_code(d.doubt), date_message(d.doubt),
		     z->columns->at[XJ_F_DATE]);
	if (p.doubt && p.doubt != XJ_DATE_EMPTY)
		note(out, date_code(p.doubt), date_message(p.doubt),
		     z->columns->at[XJ_F_DEPOSIT_DATE]);
}

static void read_words(struct xj_normaliser *z, const struct xj_row *row,
                       struct xj_normal *out)
{
	struct xj_entry *e = &out->entry;
	static const char unknown[] = N_("a word that this column does not know");

	e->seq = cell(z, row, XJ_F_SEQ);
	e->purpose = cell(z, row, XJ_F_PURPOSE);
	e->phone = cell(z, row, XJ_F_PHONE);
	e->method = xj_method_of(cell(z, row, XJ_F_METHOD));
	if (!xj_disposition_of(cell(z, row, XJ_F_DISPOSITION), &e->disposition))
		note(out, "disposition-unknown", unknown, z->columns->at[XJ_F_DISPOSITION]);
	if (!xj_monetary_of(cell(z, row, XJ_F_MONETARY), &e->monetary))
		note(out, "monetary-unknown", unknown, z->columns->at[XJ_F_MONETARY]);
	if (!xj_disclose_of(cell(z, row, XJ_F_DISCLOSE), &e->disclose))
		note(out, "disclose-unknown", unknown, z->columns->at[XJ_F_DISCLOSE]);
}

const char *xj_spoiled_code(const char *why)
{
	static const struct {
		const char *code, *why;
	} limits[] = {
		{ "cell-bytes", "a cell is longer than 64 KiB" },
		{ "row-bytes", "the row is longer than 1 MiB" },
		{ "row-cells", "the row has more than 1,024 cells" },
	};

	for (size_t i = 0; i < XJ_COUNT(limits); i++)
		if (strcmp(limits[i].why, why) == 0)
			return limits[i].code;
	return "spoiled";
}

enum xj_status xj_normalise(struct xj_normaliser *z, const struct xj_row *row,
                            struct xj_normal *out, struct xj_error *err)
{
	out->entry = (struct xj_entry){ .row = row->row, .line = row->line };
	out->filing = (struct xj_filing){ 0 };
	out->aside = NULL;
	out->aside_message = NULL;
	out->aside_amount = 0;
	out->issues = 0;
	if (row->spoiled)
		set_aside(out, xj_spoiled_code(row->spoiled), row->spoiled);
	else if (row->n != z->columns->n)
		set_aside(out, "ragged", N_("the row has not as many cells as the header"));
	if (row->n != z->columns->n)
		return XJ_OK;
	if (!out->aside)
		read_filing(z, row, out);
	if (!out->aside)
		read_amount(z, row, out);
	else
		out->aside_amount = sure(xj_money_parse(cell(z, row, XJ_F_INCOME))) +
		                    sure(xj_money_parse(cell(z, row, XJ_F_EXPENSE)));
	if (out->aside)
		return XJ_OK;
	read_subject(z, row, out);
	read_dates(z, row, out);
	read_words(z, row, out);
	return read_counterparty(z, row, out, err);
}

/* ---- what the columns of the store cannot give back ------------------------ */

static bool spelt_date(int32_t day, struct xj_str text, enum xj_date_style style,
                       enum xj_date_style usual)
{
	return day == XJ_NO_DAY ? text.n == 0 : style == usual;
}

/* Whether spell.c gives TEXT back for a column of MEANING. */
static bool spelt(const struct xj_normaliser *z, int meaning, struct xj_str text,
                  const struct xj_entry *e, bool *varies)
{
	const struct xj_layout *l = z->columns->layout;
	const struct xj_subject *subject;

	*varies = true;
	switch (meaning) {
	case XJ_F_DATE:
		return spelt_date(e->day, text, z->date_style, l->date_style);
	case XJ_F_DEPOSIT_DATE:
		return spelt_date(e->deposit_day, text, z->deposit_style, l->date_style);
	case XJ_F_SUBJECT:
		subject = xj_subject_by_code(e->subject);
		return xj_str_is(text, subject ? subject->name : "");
	case XJ_F_INCOME:
	case XJ_F_EXPENSE:
		if ((meaning == XJ_F_INCOME) == (e->direction == XJ_INCOME))
			return z->money_style == l->money_style;
		return xj_str_is(text, l->other_amount);
	default:
		*varies = false;
		return xj_str_eq(xj_plain_cell(meaning, e), text);
	}
}

static bool is_verbatim(int meaning)
{
	return meaning == XJ_F_SEQ || meaning == XJ_F_COUNTERPARTY ||
	       meaning == XJ_F_COUNTERPARTY_ID || meaning == XJ_F_PURPOSE ||
	       meaning == XJ_F_ADDRESS || meaning == XJ_F_PHONE;
}

/* Whether column I needs its cell in raw. */
static bool must_keep(struct xj_normaliser *z, size_t i, struct xj_str text,
                      bool filing_spelt, const struct xj_entry *e)
{
	int meaning = z->columns->meaning[i];
	struct constant *c = &z->constant[i];
	bool varies;

	if (is_verbatim(meaning))
		return false;
	if (meaning == XJ_F_RECIPIENT || meaning == XJ_F_ELECTION ||
	    meaning == XJ_F_SERIAL)
		return !filing_spelt;
	if (c->set)
		return !xj_str_eq(text, xj_buf_str(&c->text));
	if (text.n == 0 && meaning >= XJ_F_INSIDER_NAME)
		return false;
	if (spelt(z, meaning, text, e, &varies))
		return false;
	if (z->first && !varies && xj_buf_add(&c->text, text.p, text.n) == XJ_OK) {
		c->set = true;
		return false;
	}
	return true;
}

static enum xj_status add_pair(struct xj_buf *b, struct xj_str key, struct xj_str text)
{
	enum xj_status st = xj_buf_add(b, b->n ? "," : "{", 1);

	if (!st)
		st = xj_buf_add_json(b, key);
	if (!st)
		st = xj_buf_add(b, ":", 1);
	return st ? st : xj_buf_add_json(b, text);
}

enum xj_status xj_normalise_raw(struct xj_normaliser *z, const struct xj_row *row,
                                bool filing_spelt, struct xj_normal *out,
                                struct xj_error *err)
{
	enum xj_status st = XJ_OK;

	xj_buf_reset(&z->raw);
	for (size_t i = 0; i < row->n && !st; i++)
		if (must_keep(z, i, row->cell[i], filing_spelt, &out->entry))
			st = add_pair(&z->raw, z->columns->key[i], row->cell[i]);
	if (!st && z->raw.n)
		st = xj_buf_add(&z->raw, "}", 1);
	z->first = false;
	out->entry.raw = xj_buf_str(&z->raw);
	return st ? xj_fail(err, st, _("not enough memory")) : XJ_OK;
}

struct xj_str xj_normaliser_constants(struct xj_normaliser *z)
{
	enum xj_status st = XJ_OK;

	xj_buf_reset(&z->constants);
	for (size_t i = 0; i < z->columns->n && !st; i++)
		if (z->constant[i].set)
			st = add_pair(&z->constants, z->columns->key[i],
			              xj_buf_str(&z->constant[i].text));
	if (!st && z->constants.n)
		st = xj_buf_add(&z->constants, "}", 1);
	return st || !z->constants.n ? XJ_STR("{}") : xj_buf_str(&z->constants);
}
