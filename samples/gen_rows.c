/*
 * gen_rows.c - tables of any size in the official layout: one table of many
 * accounts, or one account as a bundle.  Written as a stream; only the sums
 * and the gifts to be given back are kept.
 */
#include "gen.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define PENDING 4096u

static const char *const races[] = {
	"臺北市市長", "新北市市長", "桃園市市長", "臺中市市長", "臺南市市長",
	"高雄市市長", "基隆市市長", "新竹市市長", "新竹縣縣長", "苗栗縣縣長",
	"彰化縣縣長", "南投縣縣長", "雲林縣縣長", "嘉義縣縣長", "屏東縣縣長",
	"宜蘭縣縣長", "花蓮縣縣長", "臺東縣縣長", "澎湖縣縣長", "金門縣縣長",
};
#define RACES (sizeof(races) / sizeof(races[0]))

/* One account on its way into a table. */
struct account {
	struct gen_names names;
	struct gen_rng rng;
	struct gen_filing f;
	char recipient[GEN_NAME], election[64];
	uint64_t incomes, expenses;
	struct gen_entry back[PENDING]; /* gifts to give back, oldest first */
	size_t first, waiting;
	struct gen_sums *sums; /* may be NULL */
};

static void account_open(struct account *a, uint64_t seed, unsigned number,
                         uint64_t rows, uint64_t all_rows)
{
	struct gen_party who;
	uint64_t pool = all_rows * 24 / 100 / 3 + 12;

	memset(a, 0, sizeof(*a));
	a->names.seed = gen_mix(seed + 77);
	a->names.companies = pool > 900000 ? 900000 : (unsigned)pool;
	a->names.groups = a->names.companies / 5 + 3;
	a->rng.s = gen_mix(seed ^ ((uint64_t)number << 40));
	gen_plain_person(&a->rng, &who);
	gen_copy(a->recipient, sizeof(a->recipient), who.name);
	snprintf(a->election, sizeof(a->election), "111年%s選舉",
	         races[number / 3 % RACES]);
	a->f.recipient = a->recipient;
	a->f.election = a->election;
	a->f.race = "111年直轄市市長選舉";
	a->f.serial = "首次申報";
	a->f.firm = "樣本聯合會計師事務所";
	a->f.accountant = "陳甲子";
	a->f.settled = "1111226";
	a->f.filed = "1120220";
	a->f.corrected = "";
	a->expenses = rows / 5;
	a->incomes = rows - a->expenses;
}

/* Row I of N falls on its share of the days from FIRST to LAST: tables are in
 * order of date. */
static int day_of(uint64_t i, uint64_t n, int first, int last)
{
	return first + (int)(i * (uint64_t)(last - first + 1) / n);
}

static void clear(struct gen_entry *e)
{
	e->method = e->disposition = e->purpose = e->note = e->noted_on = "";
	e->in_kind = false;
	e->deposit = 0;
	e->party.id[0] = e->party.address[0] = e->party.phone[0] = 0;
}

static void give(struct account *a, struct gen_entry *e)
{
	unsigned draw = gen_below(&a->rng, 1000);

	if (draw < 660) {
		e->code = 11;
		gen_person(&a->names, &a->rng, &e->party);
	} else if (draw < 900) {
		e->code = 12;
		gen_company(&a->names, &a->rng, &e->party);
	} else if (draw < 940) {
		e->code = 15;
		gen_copy(e->party.name, GEN_NAME, "匿名");
	} else {
		e->code = 14;
		gen_group(&a->names, &a->rng, &e->party);
	}
	e->amount = gen_gift(&a->rng, e->code);
}

static void income(struct account *a, uint64_t i, struct gen_entry *e)
{
	clear(e);
	e->day = day_of(i, a->incomes, gen_day(2022, 4, 25), gen_day(2022, 11, 25));
	if (i > 0 && i + 1 == a->incomes) {
		e->code = 16;
		e->amount = 1 + (int64_t)gen_below(&a->rng, 20000);
		gen_copy(e->party.name, GEN_NAME, "利息收入");
		e->method = "匯款";
		e->deposit = e->day;
		return;
	}
	give(a, e);
	if (gen_one_in(&a->rng, 300)) {
		e->in_kind = true;
		return;
	}
	e->method = gen_method(&a->rng);
	e->deposit = e->day + (int)(gen_one_in(&a->rng, 3)
	                            ? gen_below(&a->rng, 12) : 0);
	if (e->code != 15 && gen_one_in(&a->rng, 900) && a->waiting < PENDING &&
	    a->waiting < a->expenses / 2) {
		e->disposition = "已返還";
		a->back[a->waiting++] = *e;
	}
}

static void give_back(struct account *a, int day, struct gen_entry *e)
{
	*e = a->back[a->first++];
	e->code = 28;
	e->day = day;
	e->deposit = 0;
	e->method = e->disposition = "";
	e->purpose = "返還";
	e->party.phone[0] = 0;
}

static void expense(struct account *a, uint64_t i, struct gen_entry *e)
{
	int day = day_of(i, a->expenses, gen_day(2022, 5, 2),
	                 gen_day(2022, 12, 26));
	size_t late = a->waiting - a->first;

	if (late && (a->back[a->first].day <= day || a->expenses - i <= late)) {
		give_back(a, day, e);
		return;
	}
	clear(e);
	e->day = day;
	e->code = gen_expense_code(&a->rng);
	e->amount = gen_spending(&a->rng, e->code);
	e->purpose = gen_purpose(&a->rng, e->code);
	if (e->code == 20 || gen_one_in(&a->rng, 5))
		gen_person(&a->names, &a->rng, &e->party);
	else
		gen_company(&a->names, &a->rng, &e->party);
	if (gen_one_in(&a->rng, 8))
		e->party.address[0] = 0;
}

/* Writes one side of the account; SEQ goes on from where it stands. */
static void side(struct account *a, struct gen_out *o, bool in, uint64_t *seq)
{
	struct gen_entry e;
	uint64_t n = in ? a->incomes : a->expenses;

	memset(&e, 0, sizeof(e));
	for (uint64_t i = 0; i < n; i++) {
		/* about one row in a hundred is there twice */
		if (i % 97 != 13 || *e.disposition || e.code == 28)
			(in ? income : expense)(a, i, &e);
		gen_row(o, &a->f, &e, ++*seq, GEN_OFFICIAL, "\r\n");
		if (a->sums)
			gen_sum(a->sums, &e);
	}
}

/* Accounts are of unequal size: the share of number K goes with 1/(K + 4). */
static unsigned accounts_of(uint64_t rows)
{
	uint64_t n = rows / 12000 + 2;

	return n > 60 ? 60 : (unsigned)n;
}

void gen_rows(const char *path, uint64_t rows, uint64_t seed)
{
	struct account *a = gen_alloc(NULL, 1, sizeof(*a));
	struct gen_out o = {.f = gen_create(path)};
	unsigned n = accounts_of(rows);
	uint64_t weight = 0, seq = 0;

	for (unsigned k = 0; k < n; k++)
		weight += 1000000u / (k + 4);
	gen_puts(&o, "\xef\xbb\xbf");
	gen_header(&o, GEN_OFFICIAL, "\r\n");
	for (unsigned k = 0; k < n; k++) {
		uint64_t share = rows * (1000000u / (k + 4)) / weight;

		if (k + 1 == n)
			share = rows - seq;
		account_open(a, seed, k, share, rows);
		side(a, &o, true, &seq);
		side(a, &o, false, &seq);
	}
	gen_flush(&o);
	gen_close(o.f, path);
	gen_free(&o);
	free(a);
}

/* One side spooled to a file that has no name. */
static FILE *spool(struct account *a, bool in)
{
	struct gen_out o = {.f = tmpfile()};
	uint64_t seq = 0;

	if (!o.f)
		gen_die("no temporary file: %s", strerror(errno));
	gen_puts(&o, "\xef\xbb\xbf");
	gen_header(&o, GEN_OFFICIAL, "\r\n");
	side(a, &o, in, &seq);
	gen_flush(&o);
	if (fflush(o.f) != 0)
		gen_die("cannot write: %s", strerror(errno));
	rewind(o.f);
	free(o.p);
	return o.f;
}

void gen_bundle(const char *path, uint64_t rows, uint64_t seed)
{
	struct account *a = gen_alloc(NULL, 1, sizeof(*a));
	struct gen_out manifest = {0}, table = {0}, schema = {0}, schema2 = {0};
	struct gen_sums sums = {0};
	int day = gen_day(2023, 5, 4), old = gen_day(2022, 8, 2);
	FILE *in, *out;

	account_open(a, seed, 9, rows, rows); /* 111年臺中市市長選舉 */
	a->sums = &sums;
	in = spool(a, true);
	out = spool(a, false);
	gen_sums_done(&sums);
	gen_manifest(&manifest, &a->f);
	gen_settlement(&table, &a->f, &sums);
	gen_schema_details(&schema);
	gen_schema_settlement(&schema2);
	{
		const char *t = "person_incomes and expenditures_first.csv";
		const char *st = "schema_person_incomes and expenditures_first.csv";
		const struct gen_member m[] = {
			{"expenditures.csv", NULL, 0, out, day, 16, 42},
			{"incomes.csv", NULL, 0, in, day, 16, 42},
			{"manifest.csv", manifest.p, manifest.n, NULL, day, 16, 42},
			{t, table.p, table.n, NULL, day, 16, 42},
			{"schema_expenditures.csv", schema.p, schema.n, NULL, old, 13,
			 57},
			{"schema_incomes.csv", schema.p, schema.n, NULL, old, 13, 57},
			{st, schema2.p, schema2.n, NULL, old, 13, 57},
		};

		gen_zip(path, m, sizeof(m) / sizeof(m[0]));
	}
	gen_sums_free(&sums);
	gen_free(&manifest);
	gen_free(&table);
	gen_free(&schema);
	gen_free(&schema2);
	free(a);
}
