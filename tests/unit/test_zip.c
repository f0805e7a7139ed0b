/*
 * test_zip.c - the ZIP reader: good archives, and hostile ones made by patching
 * the bytes of good ones.  All are made here.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cmocka.h>
#include <zip.h>

#include "importers/readers.h"
#include "tests/unit/zip_make.h"
#include "xianjin/limits.h"

/* ---- reading them ------------------------------------------------------- */

struct seen {
	enum xj_status status; /* XJ_END, or what went wrong */
	struct xj_error err;
	struct xj_buf log;
	uint64_t progress;
	size_t rows, tables;
};

static void log_note(void *ctx, const char *code, uint64_t row, size_t column,
                     struct xj_str text, const char *message)
{
	struct seen *s = ctx;

	assert_non_null(message);
	assert_int_equal(xj_buf_addf(&s->log, "~%s %llu.%zu %.*s\n", code,
		(unsigned long long)row, column, (int)text.n, text.p), XJ_OK);
}

static void see_progress(void *ctx, uint64_t bytes)
{
	struct seen *s = ctx;

	assert_true(bytes >= s->progress);
	s->progress = bytes;
}

static enum xj_status read_rows(void *self, struct seen *s)
{
	struct xj_row row;
	enum xj_status status;

	while ((status = xj_reader_zip.next_row(self, &row, &s->err)) == XJ_OK) {
		s->rows++;
		if (s->log.n > 60000)
			continue;
		for (size_t i = 0; i < row.n; i++)
			assert_int_equal(xj_buf_addf(&s->log, "%s%.*s", i ? "|" : "",
				(int)row.cell[i].n, row.cell[i].p), XJ_OK);
		assert_int_equal(xj_buf_add(&s->log, "\n", 1), XJ_OK);
	}
	return status;
}

static enum xj_status read_tables(void *self, struct seen *s)
{
	struct xj_table table;
	enum xj_status status;

	while ((status = xj_reader_zip.next_table(self, &table, &s->err)) == XJ_OK) {
		s->tables++;
		assert_int_equal(xj_buf_addf(&s->log, "[%s %s]\n", table.member,
		                             table.encoding), XJ_OK);
		status = read_rows(self, s);
		if (status != XJ_END)
			break;
	}
	return status;
}

static struct seen see(const void *p, size_t n, const char *encoding)
{
	struct seen s = { .status = XJ_OK };
	struct xj_read_options options = {
		.encoding = encoding, .note = log_note, .note_ctx = &s,
		.progress = see_progress, .progress_ctx = &s
	};
	struct xj_bytes in = { .fd = memfd_create("zip", 0), .size = n,
	                       .name = "t.zip" };
	void *self;

	assert_true(in.fd >= 0);
	assert_int_equal(write(in.fd, p, n), (ssize_t)n);
	xj_buf_init(&s.log, 1u << 20);
	s.status = xj_reader_zip.open(&in, &options, &self, &s.err);
	if (s.status == XJ_OK) {
		s.status = read_tables(self, &s);
		xj_reader_zip.close(self);
	} else {
		assert_null(self);
	}
	if (s.status != XJ_END) {
		assert_int_equal(s.err.status, s.status);
		assert_memory_equal(s.err.text, "t.zip: ", 7);
	}
	assert_true(s.progress <= n);
	close(in.fd);
	return s;
}

static void expect(struct seen *s, enum xj_status status, const char *text)
{
	if (s->status != status || (text && !strstr(s->err.text, text)))
		fail_msg("got %s: %s", xj_status_name(s->status), s->err.text);
	xj_buf_clear(&s->log);
}

static void expect_archive(struct archive *a, enum xj_status status,
                           const char *text)
{
	struct seen s = see(a->p, a->n, NULL);

	expect(&s, status, text);
	free(a->p);
}

/* ---- good archives ------------------------------------------------------ */

static const struct member good[] = {
	M("manifest.csv", "name,schema\r\nincomes.csv,schema.csv\r\n\r\n"),
	M("form.pdf", "%PDF-1.4 and so on"),
	{ "folder", NULL, 0, false, 0 },
	STORED("folder/incomes.csv", "\xef\xbb\xbf序號,姓名\r\n1,王某\r\n"),
	M("old.csv", "\xa9m\xa6W,\xaa\xf7\xc3\x42\n\xa4\xfd\xacY,5\n"),
	M("empty.csv", ""),
};

static void test_good(void **state)
{
	struct archive a = make(good, XJ_COUNT(good));
	struct seen s = see(a.p, a.n, NULL);

	(void)state;
	assert_int_equal(s.status, XJ_END);
	assert_string_equal(s.log.p,
		"[manifest.csv UTF-8]\nname|schema\nincomes.csv|schema.csv\n"
		"~member-skipped 0.0 form.pdf\n"
		"[folder/incomes.csv UTF-8]\n序號|姓名\n1|王某\n"
		"[old.csv CP950]\n姓名|金額\n王某|5\n"
		"[empty.csv UTF-8]\n");
	assert_true(s.progress > 0);
	xj_buf_clear(&s.log);
	free(a.p);
}

static void test_order_and_encoding(void **state)
{
	const struct member m[] = {
		M("z.csv", "\xa4\xfd\n"), M("a.csv", "\xa4@\n"),
	};
	struct archive a = make(m, 2);
	struct seen s = see(a.p, a.n, "big5");

	(void)state;
	assert_int_equal(s.status, XJ_END);
	assert_string_equal(s.log.p, "[z.csv CP950]\n王\n[a.csv CP950]\n一\n");
	xj_buf_clear(&s.log);
	free(a.p);
}

/* A name in CP950, one of whose bytes is a backslash in ASCII. */
static void test_cp950_name(void **state)
{
	const struct member m[] = { M("xxxx.csv", "a\n") };
	struct archive a = make(m, 1);
	struct seen s;

	(void)state;
	memcpy(record(&a, LOCAL, 0) + 30, "\xb3\\\xa5\\", 4);
	memcpy(record(&a, CENTRAL, 0) + 46, "\xb3\\\xa5\\", 4);
	s = see(a.p, a.n, NULL);
	assert_int_equal(s.status, XJ_END);
	assert_string_equal(s.log.p, "[許功.csv UTF-8]\na\n");
	xj_buf_clear(&s.log);
	free(a.p);
}

static void test_empty(void **state)
{
	static const char none[22] = "PK\5\6";
	struct seen s = see(none, sizeof(none), NULL);

	(void)state;
	assert_int_equal(s.tables, 0);
	expect(&s, XJ_END, NULL);
}

/* Leaving a table half read and going on to the next. */
static void test_rest_of_table_is_skipped(void **state)
{
	const struct member m[] = { M("a.csv", "1\n2\n3\n"), M("b.csv", "4\n") };
	struct archive a = make(m, 2);
	struct xj_bytes in = { .fd = memfd_create("zip", 0), .size = a.n,
	                       .name = "t.zip" };
	struct xj_table table;
	struct xj_row row;
	void *self;

	(void)state;
	assert_int_equal(write(in.fd, a.p, a.n), (ssize_t)a.n);
	assert_int_equal(xj_reader_zip.open(&in, NULL, &self, NULL), XJ_OK);
	assert_int_equal(xj_reader_zip.next_table(self, &table, NULL), XJ_OK);
	assert_int_equal(xj_reader_zip.next_row(self, &row, NULL), XJ_OK);
	assert_int_equal(xj_reader_zip.next_table(self, &table, NULL), XJ_OK);
	assert_string_equal(table.member, "b.csv");
	assert_int_equal(xj_reader_zip.next_row(self, &row, NULL), XJ_OK);
	assert_true(xj_str_is(row.cell[0], "4"));
	assert_int_equal(row.row, 1);
	assert_int_equal(xj_reader_zip.next_row(self, &row, NULL), XJ_END);
	assert_int_equal(xj_reader_zip.next_table(self, &table, NULL), XJ_END);
	assert_int_equal(xj_reader_zip.next_table(self, &table, NULL), XJ_END);
	xj_reader_zip.close(self);
	close(in.fd);
	free(a.p);
}

static void test_needs_a_file(void **state)
{
	struct xj_bytes in = { .fd = -1, .name = "t.zip" };
	struct xj_error err;
	void *self;

	(void)state;
	assert_int_equal(xj_reader_zip.open(&in, NULL, &self, &err), XJ_BAD_INPUT);
}

/* ---- names -------------------------------------------------------------- */

static void test_names(void **state)
{
	static const char *const bad[] = {
		"../x.csv", "a/../x.csv", "a/..", "/etc/x.csv", "a\\b.csv", "C:x.csv",
		"..", "//x.csv",
	};
	static const char *const fine[] = { "..x.csv", "a/...csv", "a..b/x.csv" };

	(void)state;
	for (size_t i = 0; i < XJ_COUNT(bad); i++) {
		struct member m = M("", "a\n");
		struct archive a;

		m.name = bad[i];
		a = make(&m, 1);
		expect_archive(&a, XJ_BAD_INPUT, "no plain path");
	}
	for (size_t i = 0; i < XJ_COUNT(fine); i++) {
		struct member m = M("", "a\n");
		struct archive a;

		m.name = fine[i];
		a = make(&m, 1);
		expect_archive(&a, XJ_END, NULL);
	}
}

static void test_nul_in_name(void **state)
{
	const struct member m[] = { M("axb.csv", "a\n") };
	struct archive a = make(m, 1);

	(void)state;
	record(&a, LOCAL, 0)[31] = '\0';
	record(&a, CENTRAL, 0)[47] = '\0';
	expect_archive(&a, XJ_BAD_INPUT, "NUL byte");
}

static void test_same_name_twice(void **state)
{
	const struct member m[] = { M("a.csv", "a\n"), M("b.csv", "b\n") };
	struct archive a = make(m, 2);

	(void)state;
	record(&a, LOCAL, 1)[30] = 'a';
	record(&a, CENTRAL, 1)[46] = 'a';
	expect_archive(&a, XJ_BAD_INPUT, "a.csv: stands in the ZIP twice");
}

static void test_two_names(void **state)
{
	const struct member m[] = { M("a.csv", "a\n") };
	struct archive a = make(m, 1);

	(void)state;
	record(&a, LOCAL, 0)[30] = 'b';
	expect_archive(&a, XJ_BAD_INPUT, "a.csv: has another name");
}

static void test_link(void **state)
{
	const struct member m[] = {
		{ "a.csv", "/etc/passwd", 11, true, 0120777 }
	};
	struct archive a = make(m, 1);

	(void)state;
	expect_archive(&a, XJ_BAD_INPUT, "a.csv: is a link");
}

/* ---- what cannot be unpacked -------------------------------------------- */

static void test_encrypted(void **state)
{
	const struct member m[] = { M("a.csv", "a\n") };
	struct archive a = make(m, 1);

	(void)state;
	record(&a, CENTRAL, 0)[8] |= 1;
	expect_archive(&a, XJ_BAD_INPUT, "a.csv: is encrypted");
}

static void test_method(void **state)
{
	const struct member m[] = { M("a.csv", "a\n") };
	struct archive a = make(m, 1);

	(void)state;
	record(&a, CENTRAL, 0)[10] = 12;
	expect_archive(&a, XJ_BAD_INPUT, "a.csv: is packed by method 12");
}

static void test_nested(void **state)
{
	const struct member inner[] = { M("a.csv", "a\n") };
	struct archive in = make(inner, 1);
	struct member outer[] = { M("b.csv", "b\n"), M("in.csv", "") };
	struct archive a;

	(void)state;
	outer[1].p = (const char *)in.p;
	outer[1].n = in.n;
	a = make(outer, 2);
	expect_archive(&a, XJ_LIMIT, "in.csv: is a ZIP inside a ZIP");
	free(in.p);
}

/* ---- lies about sizes, damage ------------------------------------------- */

static void test_size_lies(void **state)
{
	static const struct {
		int by;
		const char *text;
	} lies[] = { { -1, "more bytes" }, { 1, "a.csv: " } };

	(void)state;
	for (size_t i = 0; i < XJ_COUNT(lies); i++) {
		const struct member m[] = { M("a.csv", "aaaaaaaaaaaaaaaaaaaaaaaaa\n") };
		struct archive a = make(m, 1);
		unsigned char *p = record(&a, CENTRAL, 0);

		put32(p + 24, get32(p + 24) + (uint32_t)lies[i].by);
		expect_archive(&a, XJ_BAD_INPUT, lies[i].text);
	}
}

static void test_stored_sizes_contradict(void **state)
{
	const struct member m[] = { STORED("a.csv", "abc\n") };
	struct archive a = make(m, 1);

	(void)state;
	put32(record(&a, CENTRAL, 0) + 24, 3);
	expect_archive(&a, XJ_BAD_INPUT, "a.csv: its sizes contradict");
}

static void test_crc(void **state)
{
	const struct member m[] = { STORED("a.csv", "a,b\n1,2\n") };
	struct archive a = make(m, 1);

	(void)state;
	record(&a, LOCAL, 0)[30 + 5 + 4] ^= 1;
	expect_archive(&a, XJ_BAD_INPUT, "a.csv: does not unpack (CRC error)");
}

static void test_overlap(void **state)
{
	const struct member m[] = { M("a.csv", "a\n"), M("b.csv", "b\n") };
	struct archive a = make(m, 2);
	unsigned char *p = record(&a, CENTRAL, 0);

	(void)state;
	put32(p + 20, get32(p + 20) + 1);
	expect_archive(&a, XJ_BAD_INPUT, "a.csv: overlaps");
}

/* Two entries for the same bytes: the kernel of an overlap bomb. */
static void test_same_bytes(void **state)
{
	const struct member m[] = { M("a.csv", "a\n"), M("b.csv", "b\n") };
	struct archive a = make(m, 2);

	(void)state;
	put32(record(&a, CENTRAL, 1) + 42, get32(record(&a, CENTRAL, 0) + 42));
	expect_archive(&a, XJ_BAD_INPUT, "b.csv: has another name");
}

static void test_cut_short(void **state)
{
	struct archive a = make(good, XJ_COUNT(good));

	(void)state;
	for (size_t n = 4; n < a.n; n++) {
		struct seen s = see(a.p, n, NULL);

		expect(&s, XJ_BAD_INPUT, "cut short or damaged");
	}
	free(a.p);
}

/* ---- bombs -------------------------------------------------------------- */

static void test_ratio(void **state)
{
	struct member m = { "bomb.csv", NULL, 40u << 20, false, 0 };
	char *zeros = malloc(m.n);
	struct archive a;

	(void)state;
	assert_non_null(zeros);
	memset(zeros, '0', m.n);
	m.p = zeros;
	a = make(&m, 1);
	assert_true(a.n < m.n / XJ_MAX_RATIO);
	expect_archive(&a, XJ_LIMIT, "bomb.csv: would unpack to more than 200");
	/* the same, but it claims to be small */
	a = make(&m, 1);
	put32(record(&a, CENTRAL, 0) + 24, 100000);
	expect_archive(&a, XJ_BAD_INPUT, "bomb.csv: holds more bytes");
	/* below the line where the ratio begins to matter */
	m.n = XJ_RATIO_FREE_BYTES;
	for (size_t i = 99; i < m.n; i += 100)
		zeros[i] = '\n';
	a = make(&m, 1);
	expect_archive(&a, XJ_END, NULL);
	free(zeros);
}

static void test_claims_too_much(void **state)
{
	const struct member m[] = {
		M("a.csv", "a\n"), M("b.csv", "b\n"), M("c.csv", "c\n"),
	};
	struct archive a = make(m, 3);

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		put32(record(&a, CENTRAL, i) + 20, 1000000000);
		put32(record(&a, CENTRAL, i) + 24, 4000000000u);
	}
	expect_archive(&a, XJ_LIMIT, "c.csv: with it the ZIP would unpack");
}

static void test_members(void **state)
{
	static char names[XJ_MAX_MEMBERS + 1][8];
	static struct member m[XJ_MAX_MEMBERS + 1];
	struct archive a;

	(void)state;
	for (size_t i = 0; i <= XJ_MAX_MEMBERS; i++) {
		snprintf(names[i], sizeof(names[i]), "%zu", i);
		m[i] = (struct member){ names[i], "a\n", 2, true, 0 };
	}
	a = make(m, XJ_MAX_MEMBERS);
	expect_archive(&a, XJ_END, NULL);
	a = make(m, XJ_MAX_MEMBERS + 1);
	expect_archive(&a, XJ_LIMIT, "1001 members");
}

/* ---- every byte wrong once ---------------------------------------------- */

static void test_mutations(void **state)
{
	struct archive a = make(good, XJ_COUNT(good));
	static const unsigned char flips[] = { 0x01, 0x80, 0xff };

	(void)state;
	for (size_t i = 0; i < a.n; i++) {
		for (size_t k = 0; k < XJ_COUNT(flips); k++) {
			struct seen s;

			a.p[i] ^= flips[k];
			s = see(a.p, a.n, NULL);
			assert_true(s.status == XJ_END || s.status == XJ_BAD_INPUT ||
			            s.status == XJ_LIMIT);
			xj_buf_clear(&s.log);
			a.p[i] ^= flips[k];
		}
	}
	free(a.p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_good),
		cmocka_unit_test(test_order_and_encoding),
		cmocka_unit_test(test_cp950_name),
		cmocka_unit_test(test_empty),
		cmocka_unit_test(test_rest_of_table_is_skipped),
		cmocka_unit_test(test_needs_a_file),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_nul_in_name),
		cmocka_unit_test(test_same_name_twice),
		cmocka_unit_test(test_two_names),
		cmocka_unit_test(test_link),
		cmocka_unit_test(test_encrypted),
		cmocka_unit_test(test_method),
		cmocka_unit_test(test_nested),
		cmocka_unit_test(test_size_lies),
		cmocka_unit_test(test_stored_sizes_contradict),
		cmocka_unit_test(test_crc),
		cmocka_unit_test(test_overlap),
		cmocka_unit_test(test_same_bytes),
		cmocka_unit_test(test_cut_short),
		cmocka_unit_test(test_ratio),
		cmocka_unit_test(test_claims_too_much),
		cmocka_unit_test(test_members),
		cmocka_unit_test(test_mutations),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
