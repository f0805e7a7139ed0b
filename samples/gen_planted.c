/*
 * gen_planted.c - clean filings, and among them every fault of gen_faults.c,
 * with the truth beside them: rows.csv, settlement.csv, corrected.csv, a folder
 * of reference data, and truth.csv, which says what must be found.
 *
 * Nobody gives twice unless a fault wants it: a number stands in every name, so
 * that no clean row adds up with another to something unplanted.
 */
#include "gen.h"
#include "gen_faults.h"

#include <stdlib.h>
#include <string.h>

#define CLEAN_INCOMES 48u
#define CLEAN_EXPENSES 20u
#define MAX_FILINGS 8 /* of one fault */
#define FIRM_IDS 200000u

struct planting {
	struct gen_rng rng;
	unsigned persons, firms, filings, faults; /* so far */
	uint64_t seq, tables;                     /* rows of both tables */
	struct gen_out rows, settlement, corrected, truth;
	const char *dir;
};

struct planted_filing {
	struct gen_filing f;
	char recipient[GEN_NAME], election[GEN_NAME], found[8192];
	size_t found_n;
	bool settles;
};

/* ---- names with a number --------------------------------------------------- */

/* N in nine characters, without a zero, which would look like a mask. */
static void numeral(unsigned n, char *out)
{
	static const char digit[] = "一二三四五六七八九";
	char turned[40];
	size_t k = 0, i = 0;

	for (n++; n; n = (n - 1) / 9)
		turned[k++] = (char)((n - 1) % 9);
	while (k)
		memcpy(out + 3 * i++, digit + 3 * turned[--k], 3);
	out[3 * i] = 0;
}

/* TEXT with the numeral of N for #. */
static void named(const char *text, unsigned n, char *out)
{
	const char *mark = strchr(text, '#');
	char figure[60];

	numeral(n, figure);
	gen_path(out, GEN_NAME, "%.*s%s%s", (int)(mark ? mark - text : (long)strlen(text)),
	         text, mark ? figure : "", mark ? mark + 1 : "");
}

static void person(struct planting *p, unsigned n, struct gen_party *out)
{
	char figure[60];

	gen_plain_person(&p->rng, out);
	numeral(n, figure);
	gen_copy(out->name + 3, sizeof(out->name) - 3, figure); /* behind the surname */
	gen_copy(out->address, sizeof(out->address), "臺南市東區樣****");
	gen_copy(out->phone, sizeof(out->phone), "06-2*****");
}

static void firm(unsigned n, struct gen_party *out)
{
	named("示範#實業有限公司", n, out->name);
	gen_taxid(FIRM_IDS + n, out->id);
	gen_copy(out->address, sizeof(out->address), "臺南市南區樣****");
	gen_copy(out->phone, sizeof(out->phone), "06-2*****");
}

static int roc_day(int day)
{
	return gen_day(day / 10000 + 1911, day / 100 % 100, day % 100);
}

/* ---- filings --------------------------------------------------------------- */

/* Which election the filing NUMBER of a kind of race is in. */
static void name_race(struct planted_filing *w, enum gen_race race, unsigned number)
{
	static const char *const cities[] = {
		"臺北市", "新北市", "桃園市", "臺中市", "臺南市", "高雄市",
	};
	const char *city = cities[number % 6];

	switch (race) {
	case GEN_PRESIDENT:
		gen_copy(w->election, sizeof(w->election), "113年總統、副總統選舉");
		break;
	case GEN_PARTY_YEAR:
		w->election[0] = 0;
		break;
	case GEN_COUNCIL:
		gen_path(w->election, sizeof(w->election), "111年%s議員選舉", city);
		break;
	default:
		gen_path(w->election, sizeof(w->election), "111年%s市長選舉", city);
	}
}

static void open_filing(struct planting *p, struct planted_filing *w,
                        enum gen_race race)
{
	struct gen_party who;

	memset(w, 0, sizeof(*w));
	person(p, p->persons++, &who);
	if (race == GEN_PARTY_YEAR)
		named("樣本#進步黨", p->filings, w->recipient);
	else
		gen_copy(w->recipient, sizeof(w->recipient), who.name);
	name_race(w, race, p->filings++);
	w->settles = race == GEN_MAYOR || race == GEN_COUNCIL || race == GEN_PRESIDENT;
	w->f = (struct gen_filing){
		.recipient = w->recipient, .election = w->election,
		.race = "111年直轄市市長選舉",
		.serial = race == GEN_PARTY_YEAR ? "111年度"
			: race == GEN_SURPLUS ? "第1次賸餘" : "首次申報",
		.firm = "樣本聯合會計師事務所", .accountant = "鄭甲戌",
		.settled = race == GEN_PRESIDENT ? "1130212" : "1111226",
		.filed = race == GEN_PRESIDENT ? "1130401" : "1120220", .corrected = "",
	};
}

static struct gen_entry *clean_gift(struct planting *p, struct gen_filing *f,
                                    unsigned i, int day)
{
	struct gen_entry *e;

	if (i % 16 == 7)
		return gen_say(f, 15, day, 500, "匿名", "");
	if (i % 4 == 3) {
		e = gen_say(f, 12, day, 10000 * (2 + (int64_t)gen_below(&p->rng, 6)), "",
		            "");
		firm(p->firms++, &e->party);
	} else {
		e = gen_say(f, 11, day, 100 * (5 + (int64_t)gen_below(&p->rng, 150)), "",
		            "");
		person(p, p->persons++, &e->party);
	}
	e->method = gen_method(&p->rng);
	return e;
}

/* Rows in which nothing is to be found. */
static void add_clean(struct planting *p, struct planted_filing *w, int first)
{
	struct gen_entry *e;

	for (unsigned i = 0; i < CLEAN_INCOMES; i++) {
		int day = first + (int)gen_below(&p->rng, 170);

		e = clean_gift(p, &w->f, i, day);
		e->deposit = day + (int)gen_below(&p->rng, 4);
	}
	for (unsigned i = 0; i < CLEAN_EXPENSES; i++) {
		unsigned code = 21 + gen_below(&p->rng, 6);

		e = gen_say(&w->f, code, first + (int)gen_below(&p->rng, 200),
		            100 + (int64_t)gen_below(&p->rng, 42000), "", "");
		firm(p->firms++, &e->party);
		e->purpose = gen_purpose(&p->rng, code);
	}
}

static void put_settlement(struct planting *p, const struct planted_filing *w,
                           enum gen_settled how)
{
	struct gen_filing f = w->f;
	struct gen_sums sums = {0};

	gen_sum_all(&sums, &w->f);
	if (how == GEN_WRONG_SUM) {
		sums.code[14] += 40000;
		sums.income += 40000;
		sums.money_in += 40000;
	} else if (how == GEN_NO_ACCOUNTANT) {
		f.firm = f.accountant = "";
	} else if (how == GEN_LATE) {
		f.filed = "1120315";
	}
	gen_settlement_row(&p->settlement, &f, &sums, ++p->tables);
	gen_sums_free(&sums);
}

static void put_filing(struct planting *p, struct planted_filing *w,
                       enum gen_settled how)
{
	for (size_t i = 0; i < w->f.n; i++)
		gen_row(&p->rows, &w->f, &w->f.entry[i], ++p->seq, GEN_OFFICIAL, "\r\n");
	if (w->settles && w->f.n)
		put_settlement(p, w, how);
}

static void clean_filing(struct planting *p)
{
	struct planted_filing w;

	open_filing(p, &w, p->filings % 5 == 4 ? GEN_COUNCIL : GEN_MAYOR);
	add_clean(p, &w, roc_day(1110501));
	put_filing(p, &w, GEN_RIGHT);
	gen_filing_free(&w.f);
}

/* ---- faults ------------------------------------------------------------------ */

struct fault {
	const struct gen_fault *first, *end;
	struct planted_filing filing[MAX_FILINGS];
	size_t filings;
	unsigned number, firm, person; /* the first of its own */
};

/* Who gives, or is paid, in this row of the fault. */
static void counterparty(struct planting *p, const struct fault *t,
                         const struct gen_fault *r, struct gen_party *out)
{
	memset(out, 0, sizeof(*out));
	if (r->who == 'f')
		firm(p->firms++, out);
	else if (r->who >= '1' && r->who <= '9')
		firm(t->firm + (unsigned)(r->who - '1'), out);
	else if (r->who == 'p') {
		struct gen_rng same = {gen_mix(t->number)};
		struct planting own = {.rng = same};

		person(&own, t->person, out);
	} else if (r->who == 0 || (r->who >= 'a' && r->who <= 'e'))
		person(p, p->persons++, out);
	else if (r->code != 15)
		gen_copy(out->address, sizeof(out->address), "臺南市東區樣****");
	if (r->who >= 'a' && r->who <= 'e')
		gen_copy(out->name, sizeof(out->name),
		         t->filing[r->who - 'a'].recipient);
	if (r->code == 15)
		gen_copy(out->name, sizeof(out->name), "匿名");
	if (r->name)
		named(r->name, t->number, out->name);
	if (r->id)
		gen_copy(out->id, sizeof(out->id), r->id);
	if (r->lacks & GEN_NO_ID)
		out->id[0] = 0;
	if (r->lacks & GEN_NO_ADDRESS)
		out->address[0] = 0;
	if (r->lacks & GEN_NO_PHONE)
		out->phone[0] = 0;
}

/* Notes that the row that comes next in W is evidence. */
static void note_found(struct planted_filing *w)
{
	int n = snprintf(w->found + w->found_n, sizeof(w->found) - w->found_n, "%zu ",
	                 w->f.n);

	if (n < 0 || (size_t)n >= sizeof(w->found) - w->found_n)
		gen_die("a fault with too many rows");
	w->found_n += (size_t)n;
}

static void plant_rows(struct planting *p, struct fault *t, const struct gen_fault *r)
{
	struct planted_filing *w = &t->filing[r->filing ? r->filing - 'A' : 0];
	unsigned times = r->times ? r->times : 1;

	for (unsigned i = 0; r->code && i < times; i++) {
		struct gen_party who;
		struct gen_entry *e;

		counterparty(p, t, r, &who);
		if (r->found)
			note_found(w);
		e = gen_say(&w->f, r->code, roc_day(r->day) + (int)(i * r->every),
		            r->amount + (int64_t)i * r->more, "", "");
		e->party = who;
		e->method = !gen_is_income(r->code) ? "" : r->method ? r->method : "匯款";
		e->in_kind = r->method && !*r->method;
		e->deposit = gen_is_income(r->code) && !e->in_kind ? e->day + r->lag : 0;
		e->disposition = r->back ? r->back : "";
		e->purpose = r->purpose ? r->purpose : "";
	}
}

/* LINES with $i $n $e $a $b filled in, behind what the table has. */
static void put_reference(struct planting *p, const struct fault *t)
{
	struct gen_party one;
	char path[1024];
	struct gen_out o = {0};

	gen_path(path, sizeof(path), "%s/reference/%s.csv", p->dir, t->first->table);
	firm(t->firm, &one);
	for (const char *s = t->first->lines; *s; s++) {
		if (*s != '$') {
			gen_putc(&o, *s);
			continue;
		}
		s++;
		gen_puts(&o, *s == 'i' ? one.id : *s == 'n' ? one.name
		         : *s == 'e' ? t->filing[0].election
		         : t->filing[*s - 'a'].recipient);
	}
	o.f = fopen(path, "ab");
	if (!o.f)
		gen_die("%s: cannot append", path);
	gen_flush(&o);
	gen_close(o.f, path);
	gen_free(&o);
}

/* One line of truth: rule, severity, who filed where, 序號 of the evidence. */
static void put_truth(struct planting *p, const struct gen_fault *r,
                      const struct planted_filing *w, const char *rows)
{
	gen_printf(&p->truth, "%s,%c,%s,%s,%s,", r->rule, r->severity,
	           w ? w->recipient : "", w ? w->election : "", w ? w->f.serial : "");
	gen_puts(&p->truth, rows);
	gen_puts(&p->truth, "\n");
}

static void tell_truth(struct planting *p, const struct fault *t,
                       const uint64_t *first)
{
	char rows[16384] = "";
	size_t n = 0;

	for (size_t i = 0; i < t->filings; i++) {
		const char *at = t->filing[i].found;
		char *end;

		if (t->first->whole)
			put_truth(p, t->first, &t->filing[i], "");
		for (; *at; at = end + 1)
			n += (size_t)snprintf(rows + n, sizeof(rows) - n, "%s%llu",
			                      n ? " " : "", (unsigned long long)first[i] + 1
			                      + strtoull(at, &end, 10));
	}
	if (!t->first->whole)
		put_truth(p, t->first, t->filings == 1 ? &t->filing[0] : NULL, rows);
}

static void open_filings(struct planting *p, struct fault *t)
{
	const struct gen_fault *first = t->first;

	for (const struct gen_fault *r = first; r < t->end; r++)
		if (r->filing && t->filings < (size_t)(r->filing - 'A') + 1)
			t->filings = (size_t)(r->filing - 'A') + 1;
	t->filings += !t->filings;
	for (size_t i = 0; i < t->filings; i++) {
		struct planted_filing *w = &t->filing[i];

		open_filing(p, w, first->race);
		if (i && first->beside == GEN_SAME_RACE)
			gen_copy(w->election, sizeof(w->election), t->filing[0].election);
		if (i && first->beside == GEN_SAME_RECIPIENT) {
			gen_copy(w->recipient, sizeof(w->recipient), t->filing[0].recipient);
			name_race(w, GEN_COUNCIL, p->filings);
		}
		/* names point into W itself */
		if (!first->alone && first->race != GEN_SURPLUS &&
		    first->race != GEN_PARTY_YEAR)
			add_clean(p, w, roc_day(first->race == GEN_PRESIDENT ? 1120601
			                                                     : 1110501));
	}
}

static void plant(struct planting *p, struct fault *t)
{
	uint64_t at[MAX_FILINGS];

	t->number = p->faults++;
	t->firm = p->firms;
	p->firms += 9;
	t->person = p->persons++;
	open_filings(p, t);
	for (const struct gen_fault *r = t->first; r < t->end; r++)
		plant_rows(p, t, r);
	for (size_t i = 0; i < t->filings; i++) {
		at[i] = p->seq;
		put_filing(p, &t->filing[i], t->first->settled);
	}
	if (t->first->table)
		put_reference(p, t);
	tell_truth(p, t, at);
	for (size_t i = 0; i < t->filings; i++)
		gen_filing_free(&t->filing[i].f);
}

static void plant_all(struct planting *p)
{
	struct fault *t = gen_alloc(NULL, 1, sizeof(*t));
	const struct gen_fault *r = gen_faults;

	while (r->rule) {
		memset(t, 0, sizeof(*t));
		t->first = r++;
		while (!r->rule && (r->code || r->filing))
			r++;
		t->end = r;
		plant(p, t);
	}
	free(t);
}

/* A filing of which a second version says otherwise. */
static void plant_correction(struct planting *p)
{
	static const struct gen_fault corrections = {.rule = "corrections",
	                                             .severity = 'I'};
	struct planted_filing w;
	uint64_t first = p->seq;

	open_filing(p, &w, GEN_MAYOR);
	add_clean(p, &w, roc_day(1110501));
	put_filing(p, &w, GEN_RIGHT);
	w.f.entry[0].amount += 1000;
	for (size_t i = 0; i < w.f.n; i++)
		gen_row(&p->corrected, &w.f, &w.f.entry[i], ++first, GEN_OFFICIAL, "\r\n");
	put_truth(p, &corrections, &w, "");
	gen_filing_free(&w.f);
}

/* ---- the whole ------------------------------------------------------------------ */

static void start_references(const char *dir)
{
	static const struct {
		const char *name, *header;
	} table[] = {
		{"company", "tax_id,name,status,since,until,capital,head,foreign_owned\n"},
		{"award", "tax_id,agency,title,class,amount,award_day,end_day\n"},
		{"loss", "tax_id,year,amount\n"},
		{"party_business", "tax_id,party\n"},
		{"religious_group", "tax_id,name\n"},
		{"candidate", "election,name,party,district,elected\n"},
	};
	char path[1024], name[64];

	gen_mkdir("%s/reference", dir);
	gen_path(path, sizeof(path), "%s/reference", dir);
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		struct gen_out o = {0};

		gen_path(name, sizeof(name), "%s.csv", table[i].name);
		gen_puts(&o, table[i].header);
		gen_save(&o, path, name);
		gen_free(&o);
	}
}

void gen_planted(const char *dir, uint64_t rows, unsigned faults, uint64_t seed)
{
	struct planting p = {.rng = {gen_mix(seed)}, .dir = dir};

	gen_mkdir("%s", dir);
	start_references(dir);
	gen_puts(&p.truth, "rule,severity,recipient,election,serial,rows\n");
	gen_header(&p.rows, GEN_OFFICIAL, "\r\n");
	gen_header(&p.corrected, GEN_OFFICIAL, "\r\n");
	gen_settlement_header(&p.settlement);
	while (faults--)
		plant_all(&p);
	plant_correction(&p);
	while (p.seq < rows)
		clean_filing(&p);
	gen_save(&p.rows, dir, "rows.csv");
	gen_save(&p.corrected, dir, "corrected.csv");
	gen_save(&p.settlement, dir, "settlement.csv");
	gen_save(&p.truth, dir, "truth.csv");
	gen_free(&p.rows);
	gen_free(&p.corrected);
	gen_free(&p.settlement);
	gen_free(&p.truth);
}
