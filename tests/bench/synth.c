/*
 * synth.c - writes invented stores: names of persons and companies with the
 * spread of real ones, entries spread over filings.  Not a sample of anything.
 */
#include <ftw.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>

#include "synth.h"
#include "xianjin/store.h"
#include "xianjin/text.h"

enum { SURNAMES = 24, GIVEN = 640, TRADES = 16, NAME_ROOM = 160 };

static const char *const surnames[SURNAMES] = {
	"陳", "林", "黃", "張", "李", "王", "吳", "劉", "蔡", "楊", "許", "鄭",
	"謝", "郭", "洪", "曾", "邱", "廖", "賴", "周", "徐", "蘇", "葉", "莊"
};

static const char *const trades[TRADES] = {
	"建設", "科技", "實業", "營造", "企業", "開發", "國際", "工程",
	"貿易", "投資", "食品", "機械", "電子", "生技", "顧問", "資訊"
};

static const char *const uses[] = {
	"印製文宣傳單", "租用辦公室租金", "宣傳車油料費", "活動便當", "工作人員薪資",
	"電話費及網路費", "看板製作與拆除工資", "郵資", "雜支", "帆布旗幟製作費用"
};

/* What the oracle tests need to be strange. */
static const char *const oddities[] = {
	"王", "王明", "明王", "王明明", "𠮷野", "𠮷野家", "\xee\x80\x80明",
	"\xee\x80\x80", "tsmc王", "a", "ab", "abc公司", "公司", "王公司",
	"王明股份有限公司", "王明有限公司", "明明明明", "匿名", "", "*明*", "王*明"
};

uint64_t synth_random(uint64_t *state)
{
	uint64_t z = *state += 0x9e3779b97f4a7c15u;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
	z = (z ^ z >> 27) * 0x94d049bb133111ebu;
	return z ^ z >> 31;
}

size_t synth_skewed(uint64_t *state, size_t n)
{
	uint64_t a = synth_random(state) >> 32, b = synth_random(state) >> 32;

	return (size_t)((a * b >> 32) * n >> 32);
}

/* A character of the main block, by rank. */
static size_t put_char(char *out, size_t rank)
{
	return xj_utf8_put((uint32_t)(0x4e00 + rank * 29 % 20000), out);
}

static size_t put_text(char *out, const char *text)
{
	size_t n = strlen(text);

	memcpy(out, text, n);
	return n;
}

static size_t person(uint64_t *state, char *out)
{
	size_t n = put_text(out, surnames[synth_skewed(state, SURNAMES)]);
	unsigned dice = (unsigned)(synth_random(state) % 100);
	int given = dice < 4 ? 1 : dice < 97 ? 2 : 3;

	while (given-- > 0)
		n += put_char(out + n, synth_skewed(state, GIVEN));
	return n;
}

static size_t company(uint64_t *state, char *out)
{
	size_t n = 0;
	int own = 2 + (int)(synth_random(state) % 3);

	while (own-- > 0)
		n += put_char(out + n, synth_skewed(state, 400) + 700);
	n += put_text(out + n, trades[synth_skewed(state, TRADES)]);
	if (synth_random(state) % 3 == 0)
		n += put_text(out + n, trades[synth_skewed(state, TRADES)]);
	n += put_text(out + n, synth_random(state) % 4 ? "股份有限公司"
	                                               : "有限公司");
	return n;
}

struct row {
	char name[NAME_ROOM], id[16], purpose[NAME_ROOM];
	size_t name_n, purpose_n;
	int kind, direction, method;
	unsigned subject, place;
	int64_t amount, filing, day;
	bool day_known;
	uint64_t donor;
};

static void make_name(uint64_t *state, const struct synth *how, struct row *r)
{
	unsigned dice = (unsigned)(synth_random(state) % 100);

	r->id[0] = '\0';
	if (how->odd && dice % 3 != 0) {
		r->kind = (int)(dice % 6);
		r->name_n = put_text(r->name, oddities[synth_random(state)
		                                       % XJ_COUNT(oddities)]);
		snprintf(r->id, sizeof(r->id), dice % 2 ? "A%02u*******" : "",
		         dice % 7);
	} else if (dice < 66) {
		uint64_t key = synth_random(state) % (how->rows * 3 / 2 + 9);

		/* a donor gives more than once: its name hangs on a key */
		r->kind = XJ_KIND_INDIVIDUAL;
		r->name_n = person(&key, r->name);
		snprintf(r->id, sizeof(r->id), "%c%02u*******",
		         'A' + (int)(synth_random(&key) % 26),
		         (unsigned)(synth_random(&key) % 90 + 10));
	} else if (dice < 91) {
		uint64_t key = synth_random(state) % (how->rows / 5 + 9);

		r->kind = XJ_KIND_BUSINESS;
		r->name_n = company(&key, r->name);
		snprintf(r->id, sizeof(r->id), "%08u",
		         (unsigned)(synth_random(&key) % 100000000));
	} else if (dice < 96) {
		r->kind = XJ_KIND_ANONYMOUS;
		r->name_n = put_text(r->name, "匿名");
	} else {
		r->kind = XJ_KIND_GROUP;
		r->name_n = person(state, r->name);
		r->name_n += put_text(r->name + r->name_n, "後援會");
	}
}

static void make_row(uint64_t *state, const struct synth *how, struct row *r)
{
	size_t use;

	make_name(state, how, r);
	r->direction = synth_random(state) % 100 < 70 ? XJ_INCOME : XJ_EXPENSE;
	r->subject = (r->direction == XJ_INCOME ? 11u : 21u)
		+ (unsigned)(synth_random(state) % 6);
	r->purpose_n = 0;
	if (r->direction == XJ_EXPENSE) {
		use = synth_skewed(state, XJ_COUNT(uses));
		r->purpose_n = put_text(r->purpose, uses[use]);
		r->purpose_n += put_char(r->purpose + r->purpose_n,
		                         synth_skewed(state, GIVEN));
	}
	r->amount = (int64_t)(synth_skewed(state, 1000) + 1) * 500;
	if (how->odd && synth_random(state) % 8 == 0)
		r->amount = (int64_t)(synth_random(state) % 4000000001u) * 10
			- 20000000000;
	r->day_known = !how->odd || synth_random(state) % 10 != 0;
	r->day = 17000 + (int64_t)(synth_random(state) % 2400);
	r->method = (int)(synth_random(state) % 5);
	r->place = (unsigned)synth_skewed(state, how->odd ? 300 : 27);
	r->filing = (int64_t)(synth_random(state) % how->filings) + 1;
	r->donor = r->kind == XJ_KIND_ANONYMOUS ? 0
		: xj_hash64(r->name, r->name_n) ^ xj_hash64(r->id, strlen(r->id));
}

static void bind_text(sqlite3_stmt *stmt, int at, const char *p, size_t n)
{
	sqlite3_bind_text(stmt, at, p, (int)n, SQLITE_STATIC);
}

static void bind_row(sqlite3_stmt *stmt, const struct row *r, uint64_t i)
{
	sqlite3_bind_int64(stmt, 1, (int64_t)i + 2);
	sqlite3_bind_int64(stmt, 2, r->filing);
	sqlite3_bind_int(stmt, 3, r->direction);
	sqlite3_bind_int(stmt, 4, (int)r->subject);
	sqlite3_bind_int(stmt, 5, r->kind);
	bind_text(stmt, 6, r->name, r->name_n);
	bind_text(stmt, 7, r->id, strlen(r->id));
	if (r->donor)
		sqlite3_bind_int64(stmt, 8, (int64_t)r->donor);
	else
		sqlite3_bind_null(stmt, 8);
	sqlite3_bind_int64(stmt, 9, r->amount);
	if (r->day_known)
		sqlite3_bind_int64(stmt, 10, r->day);
	else
		sqlite3_bind_null(stmt, 10);
	sqlite3_bind_int(stmt, 11, r->method);
	bind_text(stmt, 12, r->purpose, r->purpose_n);
	sqlite3_bind_int(stmt, 13, (int)r->place);
}

static int insert_rows(sqlite3 *db, const struct synth *how)
{
	static const char sql[] =
		"INSERT INTO entry (part, row, filing, seq, direction, subject,"
		" kind, counterparty, counterparty_id, id_kind, donor, amount, day,"
		" method, disposition, purpose, address, phone, place) VALUES"
		" (1, ?1, ?2, '1', ?3, ?4, ?5, ?6, ?7, 0, ?8, ?9, ?10, ?11, 0, ?12,"
		" '某縣某鄉***', '', ?13)";
	uint64_t state = how->seed;
	sqlite3_stmt *stmt = NULL;
	struct row r;
	int rc = sqlite3_prepare_v2(db, sql, -1, &stmt, NULL);

	for (uint64_t i = 0; rc == SQLITE_OK && i < how->rows; i++) {
		make_row(&state, how, &r);
		bind_row(stmt, &r, i);
		if (sqlite3_step(stmt) != SQLITE_DONE)
			break;
		rc = sqlite3_reset(stmt);
	}
	sqlite3_finalize(stmt);
	return rc;
}

/* Recipients, elections and filings, once. */
static const char frame[] =
	"INSERT OR IGNORE INTO source VALUES"
	" (1, '0000000000000000000000000000000000000000000000000000000000000000',"
	"  'invented.csv', 1);"
	"INSERT OR IGNORE INTO part (id, source, member, sheet, layout, encoding,"
	" header) VALUES (1, 1, '', '', 'invented', 'UTF-8', '[]');"
	"WITH RECURSIVE k (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM k"
	"  WHERE i < %u)"
	" INSERT OR IGNORE INTO recipient SELECT i, 'recipient ' || i,"
	"  'recipient' || i, 'candidate' FROM k;"
	"INSERT OR IGNORE INTO election (id, name, office, area, by_election,"
	" confidence) VALUES (1, 'election', 'mayor', '', 0, '?');"
	"WITH RECURSIVE k (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM k"
	"  WHERE i < %u)"
	" INSERT OR IGNORE INTO filing (id, recipient, election, serial, version,"
	"  account, party, recipient_text, election_text, serial_text,"
	"  income_in_force, expense_in_force)"
	" SELECT i, i, 1, 1, 1 + i %% 3, 'candidate', '', '', '', '',"
	"  (i * 37) %% 100 >= %u, (i * 53) %% 100 >= %u FROM k;";

static const char grow[] =
	"UPDATE meta SET value = CAST(value AS INTEGER) + 1 WHERE key = 'revision';";

static enum xj_status run(struct xj_store *store, const char *sql,
                          const struct synth *how, struct xj_error *err)
{
	sqlite3 *db = xj_store_db(store);
	int rc = sqlite3_exec(db, "BEGIN", NULL, NULL, NULL);

	if (rc == SQLITE_OK)
		rc = sqlite3_exec(db, sql, NULL, NULL, NULL);
	if (rc == SQLITE_OK && how)
		rc = insert_rows(db, how);
	if (rc == SQLITE_OK)
		rc = sqlite3_exec(db, grow, NULL, NULL, NULL);
	if (rc == SQLITE_OK)
		rc = sqlite3_exec(db, "COMMIT", NULL, NULL, NULL);
	if (rc != SQLITE_OK)
		return xj_fail(err, XJ_IO, "%s", sqlite3_errmsg(db));
	return xj_store_checkpoint(store, err);
}

enum xj_status synth_fill(const char *dir, const struct synth *how,
                          struct xj_error *err)
{
	char sql[sizeof(frame) + 64];
	struct xj_store *store;
	enum xj_status st = xj_store_open(dir, XJ_STORE_WRITE, &store, err);

	if (st != XJ_OK)
		return st;
	snprintf(sql, sizeof(sql), frame, how->filings, how->filings,
	         how->superseded, how->superseded);
	st = run(store, sql, how, err);
	xj_store_close(store);
	return st;
}

enum xj_status synth_sql(const char *dir, const char *sql, struct xj_error *err)
{
	struct xj_store *store;
	enum xj_status st = xj_store_open(dir, XJ_STORE_WRITE, &store, err);

	if (st != XJ_OK)
		return st;
	st = run(store, sql, NULL, err);
	xj_store_close(store);
	return st;
}

void synth_folder(char out[256])
{
	const char *tmp = getenv("TMPDIR");

	snprintf(out, 256, "%s/xianjin-XXXXXX", tmp && *tmp ? tmp : "/tmp");
	if (!mkdtemp(out))
		abort();
}

static int remove_one(const char *path, const struct stat *s, int what,
                      struct FTW *at)
{
	(void)s;
	(void)what;
	(void)at;
	return remove(path);
}

void synth_remove(const char *path)
{
	nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}
