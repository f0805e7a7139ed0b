/*
 * entries.c - owns reading the entries in force out of the store, once, for all
 * rules: numbers into arrays, texts into a file that has no name and is mapped,
 * so that memory stays small where there are many.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "entries.h"
#include "rules_private.h"
#include "xianjin/text.h"

struct loading {
	sqlite3 *db;
	struct xj_entries *e;
	struct xj_buf out;   /* texts on the way to the file */
	struct xj_buf fold;
	int fd;
	uint32_t last;       /* filing of the entry before */
	struct xj_error *err;
};

static enum xj_status no_memory(struct xj_error *err)
{
	return xj_fail(err, XJ_NOMEM, _("not enough memory"));
}

static struct xj_str text_at(sqlite3_stmt *q, int at)
{
	const char *p = (const char *)sqlite3_column_text(q, at);

	return xj_str_of(p ? p : "", (size_t)sqlite3_column_bytes(q, at));
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
			.account = account_of(text_at(q, 4)),
			.office = office_of(text_at(q, 5)),
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
	uint32_t low = 0, high = e->filings;

	while (low < high) {
		uint32_t mid = low + (high - low) / 2;

		if (e->filing[mid].id < id)
			low = mid + 1;
		else
			high = mid;
	}
	return low < e->filings && e->filing[low].id == id ? low : UINT32_MAX;
}

const struct xj_filed *xj_entries_filing(const struct xj_entries *e, int64_t id)
{
	uint32_t at = filing_place(e, id);

	return at == UINT32_MAX ? NULL : &e->filing[at];
}

const struct xj_read_entry *xj_entries_find(const struct xj_entries *e, int64_t id)
{
	for (int side = XJ_INCOME; side <= XJ_EXPENSE; side++) {
		const struct xj_side_entries *s = &e->side[side];
		uint32_t low = 0, high = s->n;

		while (low < high) {
			uint32_t mid = low + (high - low) / 2;

			if (s->entry[mid].entry < id)
				low = mid + 1;
			else
				high = mid;
		}
		if (low < s->n && s->entry[low].entry == id)
			return &s->entry[low];
	}
	return NULL;
}

/* ---- texts ----------------------------------------------------------- */

static int open_unnamed(void)
{
	static const char *const fallback[] = { "/var/tmp", "/tmp" };
	const char *dir = getenv("TMPDIR");
	int fd = -1;

	if (getenv(XJ_IN_MEMORY))
		return memfd_create("xianjin-rules", MFD_CLOEXEC);
	if (dir && *dir)
		fd = open(dir, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
	for (size_t i = 0; i < XJ_COUNT(fallback) && fd < 0; i++)
		fd = open(fallback[i], O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
	return fd < 0 ? memfd_create("xianjin-rules", MFD_CLOEXEC) : fd;
}

static enum xj_status write_out(struct loading *l)
{
	size_t done = 0;

	while (done < l->out.n) {
		ssize_t n = write(l->fd, l->out.p + done, l->out.n - done);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return xj_fail(l->err, XJ_IO, _("the texts that rules read do not "
			               "fit into a temporary file: %s; $TMPDIR says where "
			               "it is made"), strerror(errno));
		done += (size_t)n;
	}
	l->e->text_bytes += l->out.n;
	xj_buf_reset(&l->out);
	return XJ_OK;
}

/* The length, seven bits a byte, then the bytes. */
static enum xj_status put_text(struct loading *l, struct xj_str s)
{
	unsigned char head[10];
	size_t n = 0, v = s.n;

	do {
		head[n++] = (unsigned char)((v & 127) | (v > 127 ? 128 : 0));
		v >>= 7;
	} while (v);
	if (xj_buf_add(&l->out, head, n) || xj_buf_add(&l->out, s.p, s.n))
		return no_memory(l->err);
	return XJ_OK;
}

struct xj_str xj_entries_text(const struct xj_entries *e,
                              const struct xj_read_entry *entry,
                              enum xj_read_text which)
{
	const unsigned char *p = (const unsigned char *)e->text + entry->text;
	size_t n = 0;

	for (int i = 0;; i++) {
		unsigned shift = 0;

		n = 0;
		do {
			n |= (size_t)(*p & 127) << shift;
			shift += 7;
		} while (*p++ & 128);
		if (i == (int)which)
			return xj_str_of((const char *)p, n);
		p += n;
	}
}

static enum xj_status map_texts(struct loading *l)
{
	void *p;
	enum xj_status st = write_out(l);

	if (st || !l->e->text_bytes)
		return st;
	p = mmap(NULL, l->e->text_bytes, PROT_READ, MAP_SHARED, l->fd, 0);
	if (p == MAP_FAILED)
		return xj_fail(l->err, XJ_IO, _("the texts that rules read cannot be "
		               "mapped: %s"), strerror(errno));
	l->e->text = p;
	return XJ_OK;
}

/* ---- entries --------------------------------------------------------- */

enum { E_ID, E_FILING, E_DIRECTION, E_SUBJECT, E_KIND, E_ID_KIND, E_DONOR, E_AMOUNT,
       E_DAY, E_METHOD, E_DEPOSIT, E_DISPOSITION, E_MONETARY, E_PLACE, E_DISCLOSE,
       E_PART, E_ROW, E_NAME, E_TAX_ID, E_PURPOSE, E_ADDRESS, E_PHONE };
static const char entry_sql[] =
	"SELECT id, filing, direction, subject, kind, id_kind, donor, amount, day, method,"
	" deposit_day, disposition, monetary, place, disclose, part, row, counterparty,"
	" counterparty_id, purpose, address, phone FROM main.entry ORDER BY id";

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

static struct xj_read_entry *new_entry(struct xj_side_entries *s)
{
	if (s->n == s->room) {
		uint32_t room = s->room ? s->room + s->room / 2 : 1024;
		struct xj_read_entry *more = NULL;

		if (room > s->room)
			more = reallocarray(s->entry, room, sizeof(*more));
		if (!more)
			return NULL;
		s->entry = more;
		s->room = room;
	}
	return &s->entry[s->n++];
}

static enum xj_status put_texts(struct loading *l, sqlite3_stmt *q)
{
	enum xj_status st;

	xj_buf_reset(&l->fold);
	if (xj_fold(text_at(q, E_NAME), &l->fold))
		return no_memory(l->err);
	st = put_text(l, xj_buf_str(&l->fold));
	for (int at = E_TAX_ID; at <= E_PHONE && !st; at++)
		st = put_text(l, text_at(q, at));
	return !st && l->out.n > (1u << 20) ? write_out(l) : st;
}

static enum xj_status keep_entry(struct loading *l, sqlite3_stmt *q)
{
	struct xj_entries *e = l->e;
	int64_t filing = sqlite3_column_int64(q, E_FILING);
	int side = sqlite3_column_int(q, E_DIRECTION);
	int64_t id = sqlite3_column_int64(q, E_ID);
	struct xj_read_entry *x;

	if (l->last >= e->filings || e->filing[l->last].id != filing)
		l->last = filing_place(e, filing);
	if (side < 1 || side > 2 || l->last == UINT32_MAX ||
	    !e->filing[l->last].in_force[side])
		return XJ_OK;
	if (id < 0 || id > (int64_t)UINT32_MAX)
		return xj_fail(l->err, XJ_LIMIT, _("more entries than rules can look at"));
	x = new_entry(&e->side[side]);
	if (!x)
		return no_memory(l->err);
	*x = (struct xj_read_entry){
		.donor = sqlite3_column_int64(q, E_DONOR),
		.amount = sqlite3_column_int64(q, E_AMOUNT),
		.text = e->text_bytes + l->out.n,
		.entry = (uint32_t)id, .filing = l->last,
		.day = day_at(q, E_DAY), .deposit_day = day_at(q, E_DEPOSIT),
		.part = (uint32_t)sqlite3_column_int64(q, E_PART),
		.row = (uint32_t)sqlite3_column_int64(q, E_ROW),
		.place = (uint16_t)sqlite3_column_int(q, E_PLACE),
		.kind = (uint8_t)(sqlite3_column_int(q, E_KIND) & 7),
		.subject = (uint8_t)sqlite3_column_int(q, E_SUBJECT),
		.id_kind = (uint8_t)sqlite3_column_int(q, E_ID_KIND),
		.method = (uint8_t)(sqlite3_column_int(q, E_METHOD) & 7),
		.disposition = (uint8_t)(sqlite3_column_int(q, E_DISPOSITION) & 3),
		.monetary = tristate_at(q, E_MONETARY),
		.disclose = tristate_at(q, E_DISCLOSE),
	};
	x->year = year_of(x->day);
	if (side == XJ_INCOME && x->kind != XJ_KIND_OTHER &&
	    __builtin_add_overflow(e->filing[l->last].received, x->amount,
	                           &e->filing[l->last].received))
		e->filing[l->last].received = INT64_MAX;
	return put_texts(l, q);
}

static enum xj_status read_entries(struct loading *l)
{
	sqlite3_stmt *q;
	enum xj_status st = XJ_OK;
	int rc = SQLITE_DONE;

	if (sqlite3_prepare_v2(l->db, entry_sql, -1, &q, NULL))
		return xj_engine_failed(l->db, l->err);
	while (!st && (rc = sqlite3_step(q)) == SQLITE_ROW)
		st = keep_entry(l, q);
	sqlite3_finalize(q);
	return st || rc == SQLITE_DONE ? st : xj_engine_failed(l->db, l->err);
}

/* ---- orders ---------------------------------------------------------- */

struct place {
	int64_t donor;
	uint32_t at;
};

static int by_donor(const void *a, const void *b)
{
	const struct place *x = a, *y = b;

	if (x->donor != y->donor)
		return x->donor < y->donor ? -1 : 1;
	return x->at < y->at ? -1 : x->at > y->at;
}

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

struct within {
	const struct xj_entries *e;
	const struct xj_side_entries *s;
	enum xj_donor_order order;
};

static int in_donor(const void *a, const void *b, void *ctx)
{
	const struct within *w = ctx;
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
	int order = xj_entries_compare(w->e, w->order, &w->s->entry[x],
	                               &w->s->entry[y]);

	return order ? order : x < y ? -1 : x > y;
}

/* PLACE is by donor. */
static enum xj_status order_within(const struct xj_entries *e,
                                   struct xj_side_entries *s, const struct place *place,
                                   enum xj_donor_order order, struct xj_error *err)
{
	struct within w = { e, s, order };
	uint32_t *by = reallocarray(NULL, (size_t)s->n + 1, sizeof(*by));

	s->by_donor[order] = by;
	if (!by)
		return no_memory(err);
	for (uint32_t i = 0; i < s->n; i++)
		by[i] = place[i].at;
	for (uint32_t from = 0, to; from < s->n; from = to) {
		for (to = from + 1; to < s->n && place[to].donor == place[from].donor; to++)
			;
		if (to - from > 1)
			qsort_r(by + from, to - from, sizeof(*by), in_donor, &w);
	}
	return XJ_OK;
}

static enum xj_status order_donors(const struct xj_entries *e,
                                   struct xj_side_entries *s, struct xj_error *err)
{
	struct place *place = reallocarray(NULL, (size_t)s->n + 1, sizeof(*place));
	enum xj_status st = place ? XJ_OK : no_memory(err);

	for (uint32_t i = 0; i < s->n && !st; i++)
		place[i] = (struct place){ s->entry[i].donor, i };
	if (!st)
		qsort(place, s->n, sizeof(*place), by_donor);
	for (int order = 0; order < XJ_DONOR_ORDERS && !st; order++)
		st = order_within(e, s, place, (enum xj_donor_order)order, err);
	free(place);
	return st;
}

/* Counts, then places: the order of entries stays within a filing. */
static enum xj_status order_filings(const struct xj_entries *e,
                                    struct xj_side_entries *s, struct xj_error *err)
{
	uint32_t sum = 0;

	s->by_filing = reallocarray(NULL, (size_t)s->n + 1, sizeof(*s->by_filing));
	s->filing_first = calloc((size_t)e->filings + 2, sizeof(*s->filing_first));
	if (!s->by_filing || !s->filing_first)
		return no_memory(err);
	for (uint32_t i = 0; i < s->n; i++)
		s->filing_first[s->entry[i].filing + 2]++;
	for (uint32_t f = 0; f < e->filings; f++) {
		sum += s->filing_first[f + 2];
		s->filing_first[f + 2] = sum;
	}
	/* [f + 1] is where the next entry of f goes, and at last where f ends */
	for (uint32_t i = 0; i < s->n; i++)
		s->by_filing[s->filing_first[s->entry[i].filing + 1]++] = i;
	return XJ_OK;
}

/* ---- the whole ------------------------------------------------------- */

static void shrink(struct xj_side_entries *s)
{
	struct xj_read_entry *less = reallocarray(s->entry, (size_t)s->n + 1,
	                                          sizeof(*less));

	if (less) {
		s->entry = less;
		s->room = s->n;
	}
}

enum xj_status xj_entries_load(sqlite3 *db, struct xj_entries **out,
                               struct xj_error *err)
{
	struct loading l = { .fd = -1, .err = err };
	enum xj_status st;

	*out = NULL;
	l.e = calloc(1, sizeof(*l.e));
	if (!l.e)
		return no_memory(err);
	l.db = db;
	xj_buf_init(&l.out, 16u << 20);
	xj_buf_init(&l.fold, 4u << 20);
	st = read_filings(db, l.e, err);
	if (!st && (l.fd = open_unnamed()) < 0)
		st = xj_fail(err, XJ_IO, _("no temporary file can be made: %s"),
		             strerror(errno));
	if (!st)
		st = read_entries(&l);
	if (!st)
		st = map_texts(&l);
	for (int side = XJ_INCOME; side <= XJ_EXPENSE && !st; side++) {
		shrink(&l.e->side[side]);
		st = order_donors(l.e, &l.e->side[side], err);
		if (!st)
			st = order_filings(l.e, &l.e->side[side], err);
	}
	if (l.fd >= 0)
		close(l.fd);
	xj_buf_clear(&l.out);
	xj_buf_clear(&l.fold);
	if (st)
		xj_entries_free(l.e);
	else
		*out = l.e;
	return st;
}

void xj_entries_free(struct xj_entries *e)
{
	if (!e)
		return;
	for (int side = XJ_INCOME; side <= XJ_EXPENSE; side++) {
		free(e->side[side].entry);
		for (int order = 0; order < XJ_DONOR_ORDERS; order++)
			free(e->side[side].by_donor[order]);
		free(e->side[side].by_filing);
		free(e->side[side].filing_first);
	}
	if (e->text)
		munmap((void *)(uintptr_t)e->text, e->text_bytes);
	free(e->filing);
	free(e);
}
