/*
 * error.c - owns how a failure is recorded and what exit code it ends in.
 */
#include <stdarg.h>
#include <stdio.h>

#include "xianjin/text.h"

/* One row a status: its stable name and the exit code of the command line. */
static const struct {
	const char *name;
	int exit;
} statuses[] = {
	[XJ_OK] = { "ok", 0 },
	[XJ_END] = { "end", 0 },
	[XJ_USAGE] = { "usage", 2 },
	[XJ_BAD_INPUT] = { "bad-input", 4 },
	[XJ_LIMIT] = { "limit", 4 },
	[XJ_NOT_FOUND] = { "not-found", 3 },
	[XJ_BUSY] = { "busy", 3 },
	[XJ_STALE] = { "stale", 3 },
	[XJ_IO] = { "io", 3 },
	[XJ_CORRUPT] = { "corrupt", 3 },
	[XJ_NOMEM] = { "no-memory", 3 },
	[XJ_INTERNAL] = { "internal", 70 },
};

/* A message is one line, whatever was found in the file it quotes. */
static void make_one_line(char *text)
{
	for (unsigned char *p = (unsigned char *)text; *p; p++)
		if (*p < 0x20 || *p == 0x7f)
			*p = ' ';
}

/* It also quotes names cut short, and files that are not UTF-8. */
static void make_utf8(char *text)
{
	struct xj_str rest = xj_str_c(text);

	for (;;) {
		size_t good = xj_utf8_valid(rest);

		if (good == rest.n)
			return;
		text += good;
		*text++ = '?';
		rest = xj_str_c(text);
	}
}

/* vsnprintf may cut inside a character; take the cut one off. */
static void mend_tail(char *text)
{
	size_t n = strlen(text);
	size_t back = 0;

	while (back < 4 && back < n && ((unsigned char)text[n - 1 - back] & 0xc0) == 0x80)
		back++;
	if (back < n) {
		unsigned char lead = (unsigned char)text[n - 1 - back];
		size_t need = lead >= 0xf0 ? 3 : lead >= 0xe0 ? 2 : lead >= 0xc0 ? 1 : 0;
		if (need > back)
			text[n - 1 - back] = '\0';
	}
}

/* Writes at most ROOM bytes. */
static void record(struct xj_error *err, enum xj_status status, size_t room,
                   const char *fmt, va_list args)
{
	err->status = status;
	vsnprintf(err->text, room, fmt, args);
	mend_tail(err->text);
	make_utf8(err->text);
	make_one_line(err->text);
}

enum xj_status xj_fail(struct xj_error *err, enum xj_status status,
                       const char *fmt, ...)
{
	if (err) {
		va_list args;

		va_start(args, fmt);
		record(err, status, sizeof(err->text), fmt, args);
		va_end(args);
	}
	return status;
}

enum xj_status xj_fail_code(struct xj_error *err, enum xj_status status,
                            const char *code, const char *fmt, ...)
{
	if (err) {
		size_t room = sizeof(err->text) - strlen(code) - 4, n;
		va_list args;

		va_start(args, fmt);
		record(err, status, room, fmt, args);
		va_end(args);
		n = strlen(err->text);
		snprintf(err->text + n, sizeof(err->text) - n, " [%s]", code);
	}
	return status;
}

enum xj_status xj_fail_in(struct xj_error *err, const char *prefix)
{
	struct xj_error copy;

	if (!err)
		return XJ_INTERNAL;
	copy = *err;
	return xj_fail(err, copy.status, "%s: %s", prefix, copy.text);
}

const char *xj_status_name(enum xj_status status)
{
	return (size_t)status < XJ_COUNT(statuses) ? statuses[status].name : "internal";
}

int xj_exit_code(enum xj_status status)
{
	return (size_t)status < XJ_COUNT(statuses) ? statuses[status].exit : 70;
}
