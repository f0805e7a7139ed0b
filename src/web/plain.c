/*
 * plain.c - owns what a process that answers only one question loads for it: for a plain
 * one next to no library, which would take longer than the answer.
 *
 * What is not sure to be plain is not.
 */
#include "src/web/call.h"
#include "xianjin/text.h"

/* Found in an address that asks for a workbook or a feed, for rules, or by names that
 * the data have only as filed: those are folded, and may hold any character. */
static const char *const no_plain[] = {
	"xlsx", "atom", "flag", "election", "area", "party", ":",
};

static bool is_get(const struct web_request *r)
{
	return strcmp(r->method, "GET") == 0 || strcmp(r->method, "HEAD") == 0;
}

static bool takes_other_formats(const struct web_request *r)
{
	const char *accept = web_request_header(r, "Accept");

	return accept && (strstr(accept, "spreadsheet") || strstr(accept, "atom"));
}

static bool is_plain_text(struct xj_str text)
{
	for (size_t i = 0; i < XJ_COUNT(no_plain); i++)
		if (strstr(text.p, no_plain[i]))
			return false;
	return xj_fold_is_plain(text);
}

/* Patterns read dates, amounts and ids: of parameters, or in the path. */
static bool has_values(const struct web_route *route, struct xj_str query)
{
	return strchr(route->path, '{') || memchr(query.p, '&', query.n) ||
	       (query.n && !xj_str_starts(query, XJ_STR("q=")));
}

enum web_needs web_needs_of(const struct web_request *r)
{
	const char *mark = memchr(r->target.p, '?', r->target.n);
	struct xj_str text, path = r->target, query = XJ_STR("");
	const struct web_route *route;
	struct xj_buf decoded;
	bool plain;

	if (mark) {
		path.n = (size_t)(mark - path.p);
		query = xj_str_of(mark + 1, r->target.n - path.n - 1);
	}
	route = web_route_of(path);
	if (!route || !route->plain || !is_get(r) || takes_other_formats(r))
		return WEB_NEEDS_ALL;
	xj_buf_init(&decoded, 2 * WEB_MAX_TARGET);
	plain = !web_decode(r->target, true, &decoded, &text, NULL) && is_plain_text(text);
	xj_buf_clear(&decoded);
	return !plain ? WEB_NEEDS_ALL : has_values(route, query) ? WEB_NEEDS_PATTERNS
	                                                         : WEB_NEEDS_NOTHING;
}
