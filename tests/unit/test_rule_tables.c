/*
 * test_rule_tables.c - what rules read is what the store holds.
 */
#include "tests/unit/rules_make.h"

/* ---- what rules read is what the store holds ------------------------- */

static uint64_t draw(uint64_t *seed, uint64_t n)
{
	*seed = *seed * 6364136223846793005u + 1442695040888963407u;
	return (*seed >> 33) % n;
}

static struct xj_store *large_store(void)
{
	static const char *const elections[] = { "111年臺中市市長選舉",
	                                         "111年臺南市市長選舉", "" };
	struct xj_store *s = memory();
	uint64_t seed = 7;

	for (int i = 0; i < 6; i++) {
		char who[40];
		int64_t part = new_part(s, i + 1), f[2];

		snprintf(who, sizeof(who), "樣本%d", i);
		for (int side = 0; side < 2; side++)
			f[side] = new_filing(s, who, elections[i % 3], i % 3 == 2
				? XJ_ACCOUNT_PARTY : XJ_ACCOUNT_CANDIDATE, i + 1,
				side ? XJ_SIDE_EXPENSE : XJ_SIDE_INCOME);
		for (uint64_t row = 2; row < 600; row++) {
			struct xj_entry e = gift(part, row, f[0],
				(enum xj_kind)draw(&seed, 6), draw(&seed, 40),
				(int64_t)draw(&seed, 50) * 1000);

			if (e.kind == XJ_KIND_ANONYMOUS)
				e.donor = 0;
			if (draw(&seed, 4) == 0) {
				e.direction = XJ_EXPENSE;
				e.filing = f[1];
			}
			e.day = draw(&seed, 9) ? xj_day_of(2021, 1, 1) +
				(int32_t)draw(&seed, 900) : XJ_NO_DAY;
			e.deposit_day = draw(&seed, 5) ? e.day : XJ_NO_DAY;
			e.method = (enum xj_method)draw(&seed, 5);
			e.disposition = (enum xj_disposition)(draw(&seed, 12) % 3);
			e.monetary = (int)draw(&seed, 3) - 1;
			e.disclose = (int)draw(&seed, 3) - 1;
			e.place = (unsigned)draw(&seed, 20);
			e.subject = draw(&seed, 9) ? 11 : 0;
			e.counterparty = draw(&seed, 2) ? XJ_STR("臺積 公司") : XJ_STR("");
			e.phone = draw(&seed, 2) ? XJ_STR("04-2*****") : XJ_STR("");
			e.purpose = draw(&seed, 3) ? XJ_STR("") : XJ_STR("看板");
			add(s, e);
		}
	}
	/* a newer version puts the older one out of force */
	new_filing(s, "樣本0", elections[0], XJ_ACCOUNT_CANDIDATE, 6, XJ_SIDE_INCOME);
	return s;
}

/* The same columns, from the store's own tables. */
#define PLAIN(direction, in_force) \
	"SELECT n.id AS entry, n.filing, f.recipient, f.election, f.account, e.office," \
	" f.serial, CASE n.kind WHEN 1 THEN 'individual' WHEN 2 THEN 'business'" \
	" WHEN 3 THEN 'party' WHEN 4 THEN 'group' WHEN 5 THEN 'anonymous' ELSE 'other' END" \
	" AS kind, n.subject, n.donor, n.amount, n.day," \
	" CAST(strftime('%Y', n.day * 86400, 'unixepoch') AS INTEGER) AS year," \
	" n.deposit_day, CASE n.method WHEN 1 THEN 'cash' WHEN 2 THEN 'transfer'" \
	" WHEN 3 THEN 'cheque' WHEN 4 THEN 'other' END AS method," \
	" CASE n.disposition WHEN 1 THEN 'returned' WHEN 2 THEN 'treasury' END" \
	" AS disposition, n.monetary, n.place, n.disclose, n.part, n.row, n.counterparty," \
	" n.counterparty_id AS id, n.purpose, n.address, n.phone, n.seq" \
	" FROM main.entry n JOIN main.filing f ON f.id = n.filing LEFT JOIN main.election e" \
	" ON e.id = f.election WHERE n.direction = " direction " AND f." in_force

#define COLUMNS "entry, filing, recipient, election, account, office, serial, kind," \
	" subject, donor, amount, day, year, deposit_day, method, disposition, monetary," \
	" place, disclose, part, row, counterparty, id, purpose, address, phone, seq"

static const struct {
	const char *ours, *plain;
} same[] = {
	{ "income", "(" PLAIN("1", "income_in_force") ")" },
	{ "gift", "(SELECT * FROM (" PLAIN("1", "income_in_force") ")"
	  " WHERE kind <> 'other')" },
	{ "expense", "(" PLAIN("2", "expense_in_force") ")" },
};

/* Conditions that a plan knows, and some that it does not. */
static const char *const conditions[] = {
	"1", "entry = 700", "entry = 99999", "entry IN (3, 700, 701)", "donor = 7",
	"donor = 999", "donor IS NULL", "donor = NULL", "filing = 1", "filing = 77",
	"filing IN (2, 3)", "kind = 'business'", "kind <> 'business'", "kind = 'alien'",
	"kind IN ('party', 'group')", "kind = '個人'", "kind = 3", "account = 'party'",
	"account IN ('candidate', 'surplus')", "method = 'cash'", "method IS NULL",
	"method = 'barter'", "recipient = 2", "recipient = 2 AND kind = 'group'",
	"year = 2022", "year IS NULL", "amount > 20000", "amount >= 20000",
	"amount > 20000.5", "amount < 20000", "amount > NULL",
	"donor = 7 AND year = 2022 AND kind = 'group' AND amount > 1000",
	"donor = 7.0", "donor = '7'", "entry = 700.5", "disposition = 'returned'",
	"monetary = 0", "phone = ''", "purpose LIKE '%看%'",
	"donor IN (SELECT donor FROM main.entry WHERE donor < 5)",
};

static void same_rows(struct xj_store *s, const char *ours, const char *plain)
{
	char *a = dump(s, ours), *b = dump(s, plain);

	if (strcmp(a, b) != 0)
		fail_msg("%s\n%.2000s\n--- and not\n%.2000s", ours, a, b);
	free(a);
	free(b);
}

static void test_tables(void **state)
{
	struct xj_store *s = large_store();
	struct xj_error err = { 0 };
	char *names;

	(void)state;
	if (xj_tables_make(xj_store_db(s), &err))
		fail_msg("%s", err.text);
	for (size_t t = 0; t < XJ_COUNT(same); t++)
		for (size_t c = 0; c < XJ_COUNT(conditions); c++) {
			char ours[2000], plain[8000];

			snprintf(ours, sizeof(ours), "SELECT " COLUMNS " FROM %s WHERE %s"
			         " ORDER BY entry", same[t].ours, conditions[c]);
			snprintf(plain, sizeof(plain), "SELECT " COLUMNS " FROM %s WHERE %s"
			         " ORDER BY entry", same[t].plain, conditions[c]);
			same_rows(s, ours, plain);
		}
	names = dump(s, "SELECT DISTINCT name FROM income ORDER BY 1");
	assert_string_equal(names, "\n台積公司\n");
	free(names);
	names = dump(s, "SELECT DISTINCT id_kind FROM income");
	assert_string_equal(names, "masked\n");
	free(names);
	xj_tables_drop(xj_store_db(s));
	xj_store_close(s);
}

#define BY_YEAR \
	"(SELECT donor, kind, recipient, election, account, year, sum(amount) AS amount," \
	" count(*) AS gifts, sum(CASE WHEN disposition IS NULL THEN 0 ELSE amount END)" \
	" AS exempt FROM (" PLAIN("1", "income_in_force") ") WHERE kind <> 'other'" \
	" AND donor IS NOT NULL GROUP BY 1, 2, 3, 4, 5, 6)"

static const char *const by_year[] = {
	"SELECT * FROM %s ORDER BY 1, 2, 3, 4, 5, 6",
	"SELECT * FROM %s ORDER BY donor, year, recipient, election, account, kind",
	"SELECT * FROM %s WHERE donor = 7 ORDER BY 1, 2, 3, 4, 5, 6",
	"SELECT * FROM %s WHERE kind = 'group' AND year = 2022 AND account = 'party'"
	" AND recipient = 3 ORDER BY 1, 2, 3, 4, 5, 6",
	"SELECT donor, year, sum(amount) FROM %s GROUP BY donor, year ORDER BY 1, 2",
	"SELECT year, donor, sum(amount) FROM %s GROUP BY year, donor ORDER BY 1, 2",
	"SELECT recipient, donor, year, max(amount) FROM %s GROUP BY 1, 2, 3"
	" ORDER BY 1, 2, 3",
	"SELECT donor, recipient, count(*) FROM %s GROUP BY 1, 2 ORDER BY 1, 2",
	"SELECT donor, recipient, election, year, sum(gifts) FROM %s GROUP BY 1, 2, 3, 4"
	" ORDER BY 1, 2, 3, 4",
	"SELECT DISTINCT donor FROM %s ORDER BY donor DESC",
	"SELECT DISTINCT donor, year FROM %s ORDER BY donor, year",
	"SELECT sum(amount), sum(gifts), sum(exempt) FROM %s",
	"SELECT a.donor, a.year, b.year FROM %1$s a JOIN %1$s b ON b.donor = a.donor"
	" AND b.recipient = a.recipient AND b.year = a.year + 1 ORDER BY 1, 2, 3",
};

static void test_by_year(void **state)
{
	struct xj_store *s = large_store();
	struct xj_error err = { 0 };

	(void)state;
	if (xj_tables_make(xj_store_db(s), &err))
		fail_msg("%s", err.text);
	for (size_t i = 0; i < XJ_COUNT(by_year); i++) {
		struct xj_buf ours, plain;

		xj_buf_init(&ours, 1u << 16);
		xj_buf_init(&plain, 1u << 16);
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
		assert_int_equal(xj_buf_addf(&ours, by_year[i], "gifts_by_year"), XJ_OK);
		assert_int_equal(xj_buf_addf(&plain, by_year[i], BY_YEAR), XJ_OK);
#pragma GCC diagnostic pop
		same_rows(s, ours.p, plain.p);
		xj_buf_clear(&ours);
		xj_buf_clear(&plain);
	}
	/* gifts in the order of donors too */
	same_rows(s, "SELECT donor, year, count(*), sum(amount) FROM gift GROUP BY 1, 2"
	          " ORDER BY 1, 2", "SELECT donor, year, count(*), sum(amount) FROM ("
	          PLAIN("1", "income_in_force") ") WHERE kind <> 'other' GROUP BY 1, 2"
	          " ORDER BY 1, 2");
	assert_int_equal(number(s, "SELECT sum(received) FROM filing_info"),
	                 number(s, "SELECT sum(amount) FROM gift"));
	xj_tables_drop(xj_store_db(s));
	xj_store_close(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_tables, clear_folder),
		cmocka_unit_test_setup(test_by_year, clear_folder),
	};

	return cmocka_run_group_tests(tests, make_folder, drop_folder);
}
