/*
 * routes.c - the table of every address.  The menu, robots.txt, the sitemap, the help
 * of the API and its OpenAPI document are made from it.
 */
#include "src/web/pages.h"

static const struct web_param_help of_name[] = {
	{ "name", "NAME", N_("the name, as it was filed") },
	{ NULL, NULL, NULL }
};

static const struct web_param_help of_search[] = {
	{ "q", "WORDS", N_("words that must all match; see the query language") },
	{ "min", "DOLLARS", N_("smallest amount; the same as amount=MIN..") },
	{ "max", "DOLLARS", N_("largest amount") },
	{ "from", "DATE", N_("first day; the same as date=FROM..") },
	{ "to", "DATE", N_("last day") },
	{ "excel", "1", N_("csv: for spreadsheets: a byte order mark, and nothing runs as a "
	                   "formula") },
	{ "end", "no", N_("csv, jsonl: without the last line that says how many rows there are") },
	{ NULL, NULL, NULL }
};

const struct web_route web_routes[] = {
	{ .path = "/index", .title = N_("Front page"),
	  .help = N_("what is here: recipients, elections, rows, sums, as of when"),
	  .methods = WEB_GET, .formats = WEB_BIT(WEB_HTML) | WEB_BIT(WEB_JSON),
	  .cost = WEB_QUERY, .indexed = true, .shared = true, .answer = web_page_front },
	{ .path = "/search", .title = N_("Search"),
	  .help = N_("rows that match, with the exact count and sums of them all"),
	  .methods = WEB_GET, .formats = WEB_ROWS, .cost = WEB_QUERY, .filters = true,
	  .menu = true, .shared = true, .params = of_search, .answer = web_page_search },
	{ .path = "/donor/{key}", .title = N_("Donor"),
	  .help = N_("one donor by key: years, elections, recipients, names used, flags"),
	  .methods = WEB_GET, .formats = WEB_ROWS, .cost = WEB_QUERY, .indexed = true,
	  .shared = true, .answer = web_page_donor },
	{ .path = "/donor", .title = N_("Donor by name"),
	  .help = N_("the donor of a name, or those who share it, never added up"),
	  .methods = WEB_GET, .formats = WEB_ROWS, .cost = WEB_QUERY, .shared = true,
	  .params = of_name, .answer = web_page_donor },
	{ .path = "/recipient", .title = N_("Recipient"),
	  .help = N_("one recipient: filings, years, subjects, largest counterparties, flags"),
	  .methods = WEB_GET, .formats = WEB_ROWS, .cost = WEB_QUERY, .indexed = true,
	  .shared = true, .params = of_name, .answer = web_page_recipient },
	{ .path = "/style.css", .title = N_("Style"), .help = N_("how pages look"),
	  .methods = WEB_GET, .formats = WEB_BIT(WEB_CSS), .keep = WEB_KEEP_LONG,
	  .no_language = true, .indexed = true, .answer = web_style },
	{ .path = "/icon.svg", .title = N_("Icon"), .help = N_("the sign of the site"),
	  .methods = WEB_GET, .formats = WEB_BIT(WEB_SVG), .keep = WEB_KEEP_LONG,
	  .no_language = true, .indexed = true, .answer = web_icon },
	{ .path = "/robots.txt", .title = N_("For robots"),
	  .help = N_("what search engines should leave alone"),
	  .methods = WEB_GET, .formats = WEB_BIT(WEB_TEXT), .keep = WEB_KEEP_LONG,
	  .no_language = true, .indexed = true, .answer = web_robots },
	{ .path = NULL }
};
