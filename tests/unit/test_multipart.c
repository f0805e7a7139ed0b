/* Bodies of forms with files: as browsers send them, and as nobody should. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

#include "src/web/multipart.h"

#define FORM "multipart/form-data; boundary=XX"

static enum xj_status read_form(const char *type, const char *body, size_t n,
                                struct web_parts *out)
{
	struct xj_error err = { .status = XJ_OK, .text = "" };
	char *copy = malloc(n + 1); /* so that a sanitizer sees a step too far */
	enum xj_status st;

	assert_non_null(copy);
	memcpy(copy, body, n);
	st = web_multipart_read(type, xj_str_of(copy, n), out, &err);
	if (st)
		assert_true(err.text[0] != '\0');
	for (size_t i = 0; i < out->n && !st; i++)
		assert_true(out->v[i].body.p >= copy &&
		            out->v[i].body.p + out->v[i].body.n <= copy + n);
	free(copy);
	return st;
}

static enum xj_status form(const char *body, struct web_parts *out)
{
	return read_form(FORM, body, strlen(body), out);
}

static void as_browsers_send(void **state)
{
	static const char body[] =
		"--XX\r\nContent-Disposition: form-data; name=\"recipient\"\r\n\r\n甄有恆\r\n"
		"--XX\r\nContent-Disposition: form-data; name=\"empty\"\r\n\r\n\r\n"
		"--XX\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a;b.csv\"\r\n"
		"Content-Type: text/csv\r\n\r\none\r\n--XY\r\ntwo\r\n--XX--\r\n";
	struct xj_error err;
	struct web_parts p;

	(void)state;
	assert_int_equal(web_multipart_read(FORM, xj_str_c(body), &p, &err), XJ_OK);
	assert_int_equal(p.n, 3);
	assert_true(xj_str_is(web_part(&p, "recipient")->body, "甄有恆"));
	assert_null(web_part(&p, "recipient")->file.p);
	assert_int_equal(web_part(&p, "empty")->body.n, 0);
	assert_true(xj_str_is(web_part(&p, "file")->file, "a;b.csv"));
	assert_true(xj_str_is(web_part(&p, "file")->body, "one\r\n--XY\r\ntwo"));
	assert_null(web_part(&p, "other"));
}

static void spellings(void **state)
{
	static const char *const types[] = {
		"multipart/form-data; boundary=XX", "Multipart/Form-Data;boundary=\"XX\"",
		"multipart/form-data; charset=\"; boundary=no\"; boundary=XX; x=y",
	};
	static const char body[] = "--XX \t\r\ncontent-disposition: form-data; filename=f; "
	                           "name=a\r\n\r\n1\r\n--XX--";
	struct web_parts p;

	(void)state;
	for (size_t i = 0; i < XJ_COUNT(types); i++) {
		assert_int_equal(read_form(types[i], body, strlen(body), &p), XJ_OK);
		assert_int_equal(p.n, 1);
	}
}

static void not_a_form(void **state)
{
	static const char *const types[] = {
		"", "text/plain", "multipart/form-data", "multipart/form-data; boundary=",
		"multipart/form-data; boundary=\"XX", "multipart/mixed; boundary=XX",
		"multipart/form-data; boundary=1234567890123456789012345678901234567890"
		"1234567890123456789012345678901",
	};
	static const char *const bodies[] = {
		"", "-", "--XX", "--XX\r\n", "--XX\r\n\r\n", "--XX-", "XX--",
		"--XX\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1",
		"--XX\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--XX",
		"--XX\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--XX\r\n",
		"--XX\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\n--XX--\r\n",
		"--XX\r\nContent-Disposition: form-data\r\n\r\n1\r\n--XX--\r\n",
		"--XX\r\nContent-Disposition: form-data; name=\"\"\r\n\r\n1\r\n--XX--\r\n",
		"--XX\r\nContent-Disposition: form-data; name=\"a\r\n\r\n1\r\n--XX--\r\n",
		"--XX\r\nContent-Type: text/csv\r\n\r\n1\r\n--XX--\r\n",
		"--XX\r\nno end of the head\r\n--XX--\r\n",
	};
	static const char whole[] = "--XX--\r\n";
	struct web_parts p;

	(void)state;
	for (size_t i = 0; i < XJ_COUNT(types); i++)
		assert_int_equal(read_form(types[i], whole, strlen(whole), &p), XJ_USAGE);
	assert_int_equal(read_form(NULL, whole, strlen(whole), &p), XJ_USAGE);
	for (size_t i = 0; i < XJ_COUNT(bodies); i++)
		assert_int_equal(form(bodies[i], &p), XJ_USAGE);
	assert_int_equal(form(whole, &p), XJ_OK);
	assert_int_equal(p.n, 0);
}

static void limits(void **state)
{
	static const char one[] =
		"--XX\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n";
	struct xj_buf body;
	struct web_parts p;

	(void)state;
	xj_buf_init(&body, 1u << 20);
	for (unsigned i = 0; i < WEB_MAX_PARTS + 1; i++)
		assert_int_equal(xj_buf_add(&body, one, strlen(one)), XJ_OK);
	assert_int_equal(xj_buf_addf(&body, "--XX--\r\n"), XJ_OK);
	assert_int_equal(read_form(FORM, body.p, body.n, &p), XJ_LIMIT);
	assert_int_equal(read_form(FORM, body.p + strlen(one), body.n - strlen(one), &p),
	                 XJ_OK);
	assert_int_equal(p.n, WEB_MAX_PARTS);
	/* a head of more than two kilobytes is no head */
	xj_buf_reset(&body);
	assert_int_equal(xj_buf_addf(&body, "--XX\r\nX: %3000s\r\n%s--XX--\r\n", "", one + 6),
	                 XJ_OK);
	assert_int_equal(read_form(FORM, body.p, body.n, &p), XJ_USAGE);
	xj_buf_clear(&body);
}

/* Cut anywhere, it is refused, not read past. */
static void cut_anywhere(void **state)
{
	static const char body[] =
		"--XX\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\n"
		"Content-Type: text/csv\r\n\r\none\r\n--XX--\r\n";
	struct web_parts p;

	(void)state;
	for (size_t n = 0; n + 2 < strlen(body); n++)
		assert_int_equal(read_form(FORM, body, n, &p), XJ_USAGE);
	assert_int_equal(read_form(FORM, body, strlen(body) - 2, &p), XJ_OK);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(as_browsers_send), cmocka_unit_test(spellings),
		cmocka_unit_test(not_a_form), cmocka_unit_test(limits),
		cmocka_unit_test(cut_anywhere),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
