/*
 * entries.c - owns reading the entries in force out of the store, once, for all
 * rules.
 */
#include <stdlib.h>

#include "entries.h"
#include "rules_private.h"
#include "xianjin/text.h"

struct loading {
	sqlite3 *db;
	struct xj_entries *e;
	struct xj_buf fold, text; /* of one entry */
	uint32_t last;       /* filing of the entry before */
	struct xj_error *err;
};

static enum xj_status no_memory(struct xj_error *err)
{
	return xj_fail(err, XJ_NOMEM, _("not enough memory"));
}

/* ---- filings --------------------------------------------------------- */

static uint8_t account_of(struct xj_str s)
{
	return xj_str_is(s, "party") ? XJ_ACCOUNT_PARTY
	       : xj_str_is(s, "surplus") ? XJ_ACCOUNT_SURPLUS : XJ_ACCOUNT_CANDIDATE;
}

static uint8_t office_of(struct xj_str s)
{
	for (uint8_t i = XJ_OFFICE_NONE; i <= XJ_OFFICE_VILLAGE_CHIEF; i++)
		if (xj_str_is(s, xj_office_name((enum xj_office)i)))
			return i;
	return XJ_OFFICE_NONE;
}

static enum xj_status read_filings(sqlite3 *db, struct xj_entries *e,
                                   struct xj_error *err)
{
	sqlite3_stmt *q;
	uint32_t room = 0;
	int rc;

	if (sqlite3_prepare_v2(db, "SELECT f.id, f.recipient, f.election, f.serial,"
	                       " f.account, e.office, f.income_in_force,"
	                       " f.expense_in_force FROM main.filing f LEFT JOIN"
	                       " main.election e ON e.id = f.election ORDER BY f.id", -1,
	                       &q, NULL))
		return xj_engine_failed(db, err);
	while ((rc = sqlite3_step(q)) == SQLITE_ROW) {
		if (e->filings == room) {
			struct xj_filed *more;

			room = room ? 2 * room : 64;
			more = reallocarray(e->filing, room, sizeof(*more));
			if (!more)
				break;
			e->filing = more;
		}
		e->filing[e->filings++] = (struct xj_filed){
			.id = sqlite3_column_int64(q, 0),
			.recipient = sqlite3_column_int64(q, 1),
			.election = sqlite3_column_int64(q, 2),
			.serial = sqlite3_column_int(q, 3),
			.account = account_of(xj_sql_text(q, 4)),
			.office = office_of(xj_sql_text(q, 5)),
			.in_force = { false, sqlite3_column_int(q, 6) != 0,
			              sqlite3_column_int(q, 7) != 0 },
		};
	}
	sqlite3_finalize(q);
	if (rc == SQLITE_ROW)
		return no_memory(err);
	return rc == SQLITE_DONE ? XJ_OK : xj_engine_failed(db, err);
}

static uint32_t filing_place(const struct xj_entries *e, int64_t id)
{
	size_t at = xj_find_id(e->filing, e->filings, sizeof(*e->filing), id);

	return at == SIZE_MAX ? UINT32_MAX : (uint32_t)at;
}

const struct xj_filed *xj_entries_filing(const struct xj_entries *e, int64_t id)
{
	uint32_t at = filing_place(e, id);

	return at == UINT32_MAX ? NULL : &e->filing[at];
}

/* ---- texts ----------------------------------------------------------- */

/* The length, seven bits a byte, then the bytes. */
static enum xj_status put_text(struct loading *l, struct xj_str s)
{
	unsigned char head[10];
	size_t n = 0, v = s.n;

	do {
		head[n++] = (unsigned char)((v & 127) | (v > 127 ? 128 : 0));
		v >>= 7;
	} while (v);
	if (xj_buf_add(&l->text, head, n) || xj_buf_add(&l->text, s.p, s.n))
		return no_memory(l->err);
	return XJ_OK;
}

/* ---- entries --------------------------------------------------------- */

enum { E_ID, E_FILING, E_DIRECTION, E_SUBJECT, E_KIND, E_ID_KIND, E_DONOR, E_AMOUNT,
       E_DAY, E_METHOD, E_DEPOSIT, E_DISPOSITION, E_MONETARY, E_PLACE, E_DISCLOSE,
       E_PART, E_ROW, E_TAX_ID, E_PURPOSE, E_ADDRESS, E_PHONE, E_NAME, E_SEQ };
#define NUMBERS \
	"SELECT id, filing, direction, subject, kind, id_kind, donor, amount, day, method," \
	" deposit_day, disposition, monetary, place, disclose, part, row"
#define TEXTS ", counterparty_id, purpose, address, phone, counterparty, seq"
#define ENTRIES " FROM main.entry"
#define IN_ORDER " ORDER BY id"
/* What is not needed is passed over before its cells are unpacked. */
#define NEEDED \
	" WHERE CASE direction WHEN 1 THEN (?1 >> kind & 1) AND (?2 >> method & 1)" \
	" ELSE (?3 >> kind & 1) AND (?4 >> method & 1) END"

static int32_t day_at(sqlite3_stmt *q, int at)
{
	return sqlite3_column_type(q, at) == SQLITE_NULL ? XJ_NO_DAY
	                                                 : sqlite3_column_int(q, at);
}

static int8_t tristate_at(sqlite3_stmt *q, int at)
{
	return sqlite3_column_type(q, at) == SQLITE_NULL
		? -1 : (int8_t)(sqlite3_column_int(q, at) != 0);
}

static int16_t year_of(int32_t day)
{
	int year, month, dom;

	if (day == XJ_NO_DAY)
		return XJ_NO_YEAR;
	xj_day_split(day, &year, &month, &dom);
	return year > INT16_MIN && year <= INT16_MAX ? (int16_t)year : XJ_NO_YEAR;
}

static enum xj_status put_texts(struct loading *l, sqlite3_stmt *q)
{
	enum xj_status st;

	xj_buf_reset(&l->text);
	xj_buf_reset(&l->fold);
	if (xj_fold(xj_sql_text(q, E_NAME), &l->fold))
		return no_memory(l->err);
	st = put_text(l, xj_buf_str(&l->fold));
	for (int at = E_TAX_ID; at <= E_SEQ && !st; at++)
		st = put_text(l, xj_sql_text(q, at));
	return st;
}

static void add_received(struct xj_filed *f, sqlite3_stmt *q)
{
	if (__builtin_add_overflow(f->received, sqlite3_column_int64(q, E_AMOUNT),
	                           &f->received))
		f->received = INT64_MAX;
}

static bool is_needed(const struct xj_side_entries *s, uint8_t kind, uint8_t method)
{
	return s->need.kinds >> kind & s->need.methods >> method & 1;
}

static enum xj_status keep_entry(struct loading *l, sqlite3_stmt *q)
{
	struct xj_entries *e = l->e;
	int64_t filing = sqlite3_column_int64(q, E_FILING);
	int side = sqlite3_column_int(q, E_DIRECTION);
	int64_t id = sqlite3_column_int64(q, E_ID);
	uint8_t kind = (uint8_t)(sqlite3_column_int(q, E_KIND) & 7);
	uint8_t method = (uint8_t)(sqlite3_column_int(q, E_METHOD) & 7);
	struct xj_read_entry x;
	enum xj_status st;

	if (l->last >= e->filings || e->filing[l->last].id != filing)
		l->last = filing_place(e, filing);
	if (side < 1 || side > 2 || l->last == UINT32_MAX ||
	    !e->filing[l->last].in_force[side])
		return XJ_OK;
	if (id < 0 || id > (int64_t)UINT32_MAX)
		return xj_fail(l->err, XJ_LIMIT, _("more entries than rules can look at"));
	if (side == XJ_INCOME && kind != XJ_KIND_OTHER)
		add_received(&e->filing[l->last], q);
	if (!is_needed(&e->side[side], kind, method))
		return XJ_OK;
	memset(&x, 0, sizeof(x)); /* what goes to a file has no stray bytes */
	x = (struct xj_read_entry){
		.donor = sqlite3_column_int64(q, E_DONOR),
		.amount = sqlite3_column_int64(q, E_AMOUNT),
		.entry = (uint32_t)id, .filing = l->last,
		.day = day_at(q, E_DAY), .deposit_day = day_at(q, E_DEPOSIT),
		.part = (uint32_t)sqlite3_column_int64(q, E_PART),
		.row = (uint32_t)sqlite3_column_int64(q, E_ROW),
		.place = (uint16_t)sqlite3_column_int(q, E_PLACE),
		.kind = kind,
		.subject = (uint8_t)sqlite3_column_int(q, E_SUBJECT),
		.id_kind = (uint8_t)sqlite3_column_int(q, E_ID_KIND),
		.method = method,
		.disposition = (uint8_t)(sqlite3_column_int(q, E_DISPOSITION) & 3),
		.monetary = tristate_at(q, E_MONETARY),
		.disclose = tristate_at(q, E_DISCLOSE),
	};
	x.year = year_of(x.day);
	e->side[side].n++;
	e->side[side].filing_first[l->last + 2]++;
	if (e->way != XJ_ENTRIES_ALL)
		return xj_pages_add(&e->side[side].by_id.file, &x, sizeof(x), l->err);
	st = put_texts(l, q);
	return st ? st : xj_run_add(&e->side[side].by_id, &x, l->text.p, l->text.n,
	                            l->err);
}

static enum xj_status read_entries(struct loading *l)
{
	sqlite3_stmt *q;
	enum xj_status st = XJ_OK;
	int rc = SQLITE_DONE;

	const char *sql = l->e->way == XJ_ENTRIES_ALL ? NUMBERS TEXTS ENTRIES
	                                              : NUMBERS ENTRIES;

	if (sqlite3_prepare_v2(l->db, sql, -1, &q, NULL))
		return xj_engine_failed(l->db, l->err);
	while (!st && (rc = sqlite3_step(q)) == SQLITE_ROW)
		st = keep_entry(l, q);
	sqlite3_finalize(q);
	return st || rc == SQLITE_DONE ? st : xj_engine_failed(l->db, l->err);
}

/* ---- orders ---------------------------------------------------------- */

#define COMPARE(a, b) \
	do { \
		if ((a) != (b)) \
			return (a) < (b) ? -1 : 1; \
	} while (0)

int xj_entries_compare(const struct xj_entries *e, enum xj_donor_order order,
                       const struct xj_read_entry *a, const struct xj_read_entry *b)
{
	/* kinds as their names are ordered */
	static const uint8_t rank[8] = {
		[XJ_KIND_ANONYMOUS] = 0, [XJ_KIND_BUSINESS] = 1, [XJ_KIND_GROUP] = 2,
		[XJ_KIND_INDIVIDUAL] = 3, [XJ_KIND_OTHER] = 4, [XJ_KIND_PARTY] = 5,
		[6] = 6, [7] = 7,
	};
	const struct xj_filed *f = &e->filing[a->filing], *g = &e->filing[b->filing];

	if (order == XJ_BY_DONOR_YEAR)
		COMPARE(a->year, b->year);
	COMPARE(f->recipient, g->recipient);
	COMPARE(f->election, g->election);
	COMPARE(a->year, b->year);
	COMPARE(f->account, g->account);
	COMPARE(rank[a->kind], rank[b->kind]);
	return 0;
}

/* The places of each filing's entries, which keep their order. */
static enum xj_status order_filings(struct xj_blocks *r, const struct xj_entries *e,
                                    struct xj_side_entries *s, struct xj_error *err)
{
	uint32_t *place = reallocarray(NULL, s->n + 1u, sizeof(*place)), sum = 0;
	enum xj_status st = place ? xj_pages_open(&s->by_filing, err) : no_memory(err);

	for (uint32_t f = 0; f < e->filings; f++) {
		sum += s->filing_first[f + 2];
		s->filing_first[f + 2] = sum;
	}
	/* [f + 1] is where the next entry of f goes, and at last where f ends */
	for (uint32_t i = 0; i < s->n && place; i++)
		place[s->filing_first[xj_run_entry(r, &s->by_id, i)->filing + 1]++] = i;
	if (!st)
		st = xj_pages_add(&s->by_filing, place, s->n * sizeof(*place), err);
	free(place);
	return st ? st : xj_pages_end(&s->by_filing, err);
}

/* ---- the whole ------------------------------------------------------- */

static struct xj_entries *new_entries(enum xj_entries_way way)
{
	const struct xj_side_need all = { 0xff, 0xff };
	struct xj_entries *e = calloc(1, sizeof(*e));

	if (!e)
		return NULL;
	e->way = way;
	for (int side = 0; side <= XJ_EXPENSE; side++) {
		struct xj_side_entries *s = &e->side[side];

		if (way == XJ_ENTRIES_ALL)
			s->need = all;
		xj_run_init(&s->by_id);
		s->by_filing.fd = -1;
		for (int order = 0; order < XJ_DONOR_ORDERS; order++)
			xj_run_init(&s->by_donor[order]);
	}
	return e;
}

static enum xj_status open_files(struct xj_entries *e, struct xj_error *err)
{
	enum xj_status st = XJ_OK;

	for (int side = XJ_INCOME; side <= XJ_EXPENSE && !st; side++) {
		struct xj_side_entries *s = &e->side[side];

		s->filing_first = calloc((size_t)e->filings + 2,
		                         sizeof(*s->filing_first));
		st = s->filing_first ? xj_run_open(&s->by_id, e->way == XJ_ENTRIES_ALL, err)
		                     : no_memory(err);
	}
	return st;
}

enum xj_status xj_entries_order(struct xj_blocks *r, const struct xj_entries *e,
                                struct xj_side_entries *s, enum xj_donor_order order,
                                struct xj_error *err)
{
	struct xj_run *by_year = &s->by_donor[XJ_BY_DONOR_YEAR];
	enum xj_status st = XJ_OK;

	if (s->by_donor[order].first)
		return XJ_OK;
	if (order == XJ_BY_DONOR_YEAR)
		return xj_run_sort(r, e, &s->by_id, s->n, order, e->way == XJ_ENTRIES_ALL,
		                   by_year, err);
	if (!by_year->first)
		st = xj_entries_order(r, e, s, XJ_BY_DONOR_YEAR, err);
	/* a donor's texts lie together already */
	return st ? st : xj_run_sort(r, e, by_year, s->n, order, false,
	                             &s->by_donor[order], err);
}

static enum xj_status order_side(struct xj_blocks *r, const struct xj_entries *e,
                                 struct xj_side_entries *s, struct xj_error *err)
{
	enum xj_status st = xj_run_end(&s->by_id, err);

	if (!st)
		st = xj_run_index(r, &s->by_id, s->n, false, err);
	for (int order = 0; order < XJ_DONOR_ORDERS && !st &&
	     e->way == XJ_ENTRIES_ALL; order++)
		st = xj_entries_order(r, e, s, (enum xj_donor_order)order, err);
	return st ? st : order_filings(r, e, s, err);
}

static enum xj_status order_sides(struct xj_entries *e, struct xj_error *err)
{
	struct xj_blocks *r = xj_blocks_new();
	enum xj_status st = r ? XJ_OK : no_memory(err);

	for (int side = XJ_INCOME; side <= XJ_EXPENSE && !st; side++)
		st = order_side(r, e, &e->side[side], err);
	if (!st && xj_blocks_failed(r))
		st = xj_fail(err, XJ_IO, _("what rules read cannot be read again"));
	xj_blocks_free(r);
	return st;
}

enum xj_status xj_entries_read(sqlite3 *db, struct xj_entries *e, struct xj_error *err)
{
	struct loading l = { .db = db, .e = e, .err = err };
	enum xj_status st = open_files(e, err);

	if (e->way == XJ_ENTRIES_LEARN)
		e->way = XJ_ENTRIES_NEEDED;
	xj_buf_init(&l.fold, 4u << 20);
	xj_buf_init(&l.text, 16u << 20);
	if (!st)
		st = read_entries(&l);
	if (!st)
		st = order_sides(e, err);
	xj_buf_clear(&l.fold);
	xj_buf_clear(&l.text);
	return st;
}

/* Half of them on either side: plans are made before they are counted. */
static enum xj_status expect(sqlite3 *db, struct xj_entries *e, struct xj_error *err)
{
	sqlite3_stmt *q;
	int64_t n = 0;

	if (sqlite3_prepare_v2(db, "SELECT max(id) FROM main.entry", -1, &q, NULL))
		return xj_engine_failed(db, err);
	if (sqlite3_step(q) == SQLITE_ROW)
		n = sqlite3_column_int64(q, 0) / 2;
	sqlite3_finalize(q);
	for (int side = XJ_INCOME; side <= XJ_EXPENSE; side++)
		e->side[side].expected = n < 1 ? 1 : n < UINT32_MAX ? (uint32_t)n : UINT32_MAX;
	return XJ_OK;
}

static enum xj_status begin(sqlite3 *db, enum xj_entries_way way, uint64_t deadline,
                            struct xj_entries **out, struct xj_error *err)
{
	struct xj_entries *e = new_entries(way);
	enum xj_status st = e ? read_filings(db, e, err) : no_memory(err);

	if (!st && way == XJ_ENTRIES_LEARN)
		st = expect(db, e, err);
	if (st) {
		xj_entries_free(e);
		e = NULL;
	} else {
		e->deadline = deadline;
	}
	*out = e;
	return st;
}

enum xj_status xj_entries_learn(sqlite3 *db, uint64_t deadline, struct xj_entries **out,
                                struct xj_error *err)
{
	return begin(db, XJ_ENTRIES_LEARN, deadline, out, err);
}

enum xj_status xj_entries_load(sqlite3 *db, struct xj_entries **out,
                               struct xj_error *err)
{
	enum xj_status st = begin(db, XJ_ENTRIES_ALL, 0, out, err);

	if (!st)
		st = xj_entries_read(db, *out, err);
	if (st) {
		xj_entries_free(*out);
		*out = NULL;
	}
	return st;
}

void xj_entries_free(struct xj_entries *e)
{
	if (!e)
		return;
	for (int side = XJ_INCOME; side <= XJ_EXPENSE; side++) {
		xj_run_close(&e->side[side].by_id);
		for (int order = 0; order < XJ_DONOR_ORDERS; order++)
			xj_run_close(&e->side[side].by_donor[order]);
		xj_pages_close(&e->side[side].by_filing);
		free(e->side[side].filing_first);
	}
	free(e->filing);
	free(e);
}
