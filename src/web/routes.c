/*
 * routes.c - the table of every address.  The menu, robots.txt, the sitemap, the help
 * of the API and its OpenAPI document are made from it.
 */
#include "src/web/pages.h"

static const struct web_param_help of_name[] = {
	{ "name", "NAME", N_("the name, as it was filed") },
	{ NULL, NULL, NULL }
};

static const struct web_param_help of_pair[] = {
	{ "donor", "KEY", N_("the key of the donor") },
	{ "recipient", "NAME", N_("the whole name of the recipient") },
	{ "after", "TOKEN", N_("go on behind the page that gave it") },
	{ "sort", "ORDER", N_("amount or date, - in front for the largest first") },
	{ "limit", "N", N_("rows of a page") },
	{ NULL, NULL, NULL }
};

static const struct web_param_help of_place[] = {
	{ "sha256", "HASH", N_("the source") },
	{ "part", "NAME", N_("the file inside it, where it is an archive") },
	{ "sheet", "NAME", N_("the sheet of a workbook") },
	{ "row", "N", N_("the row, its header counted") },
	{ NULL, NULL, NULL }
};

static const struct web_param_help of_figure[] = {
	{ "q", "WORDS", N_("words that must all match; see the query language") },
	{ "law", "NAME", N_("of the histogram: the law's limit it is about, or an amount") },
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

static const struct web_param_help of_flags[] = {
	{ "rule", "ID", N_("only this rule: anonymous-limit; may be said several times") },
	{ "severity", "LETTERS",
	  N_("only these: C crime, A fine, F form, S signal, I information") },
	{ "recipient", "NAME", N_("who filed") },
	{ "election", "NAME", N_("part of an election's name") },
	{ "area", "NAME", N_("area of the election") },
	{ "party", "NAME", N_("party that nominated the recipient") },
	{ "donor", "KEY", N_("a donor's key, as xianjin donor takes it") },
	{ "year", "YEAR", N_("year of the transaction, AD or ROC, or a span") },
	{ "limit", "N", N_("at most so many flags") },
	{ "after", "TOKEN", N_("continue behind a page: its \"next\"") },
	{ "end", "no", N_("csv, jsonl: without the last line that says how many rows there are") },
	{ NULL, NULL, NULL }
};

static const struct web_param_help of_whatif[] = {
	{ "set", "NAME=VALUE",
	  N_("one figure changed: anonymous.max=5000; may be said several times") },
	{ "anonymous", "DOLLARS", N_("the same as set=anonymous.max=DOLLARS") },
	{ "name", "NAME", N_("the figure to change, with value") },
	{ "value", "VALUE", N_("its new value") },
	{ NULL, NULL, NULL }
};

static const struct web_param_help of_reconcile[] = {
	{ "all", "1", N_("also what agrees") },
	{ NULL, NULL, NULL }
};

static const struct web_param_help of_matching[] = {
	{ "queries", "JSON", N_("names to look for, at most 25: {\"q0\":{\"query\":...}}") },
	{ "extend", "JSON", N_("ids and properties: {\"ids\":[...],\"properties\":[...]}") },
	{ NULL, NULL, NULL }
};

static const struct web_param_help of_suggest[] = {
	{ "prefix", "TEXT", N_("the beginning of a name") },
	{ "cursor", "N", N_("ignored: there is one page") },
	{ NULL, NULL, NULL }
};

const struct web_route web_routes[] = {
	{ .path = "/index", .title = N_("Front page"),
	  .help = N_("what is here: recipients, elections, rows, sums, as of when"),
	  .methods = WEB_GET, .formats = WEB_BIT(WEB_HTML) | WEB_BIT(WEB_JSON),
	  .cost = WEB_QUERY, .indexed = true, .shared = true, .plain = true, .answer = web_page_front },
	{ .path = "/search", .title = N_("Search"),
	  .help = N_("rows that match, with the exact count and sums of them all"),
	  .methods = WEB_GET, .formats = WEB_ROWS | WEB_BIT(WEB_ATOM), .cost = WEB_QUERY,
	  .filters = true,
	  .menu = true, .shared = true, .params = of_search, .plain = true, .answer = web_page_search },
	{ .path = "/donor/{key}", .title = N_("Donor"),
	  .help = N_("one donor by key: years, elections, recipients, names used, flags"),
	  .methods = WEB_GET, .formats = WEB_ROWS, .cost = WEB_QUERY, .indexed = true,
	  .shared = true, .plain = true, .answer = web_page_donor },
	{ .path = "/donor", .title = N_("Donor by name"),
	  .help = N_("the donor of a name, or those who share it, never added up"),
	  .methods = WEB_GET, .formats = WEB_ROWS, .cost = WEB_QUERY, .shared = true,
	  .params = of_name, .plain = true, .answer = web_page_donor },
	{ .path = "/recipient", .title = N_("Recipient"),
	  .help = N_("one recipient: filings, years, subjects, largest counterparties, flags"),
	  .methods = WEB_GET, .formats = WEB_ROWS, .cost = WEB_QUERY, .indexed = true,
	  .shared = true, .params = of_name, .plain = true, .answer = web_page_recipient },
	{ .path = "/flags", .title = N_("Worth checking"),
	  .help = N_("every flag, by rule, election and recipient, with law and evidence"),
	  .methods = WEB_GET, .formats = WEB_ROWS, .cost = WEB_HEAVY, .menu = true,
	  .shared = true, .params = of_flags, .answer = web_page_flags },
	{ .path = "/rules", .title = N_("Rules"),
	  .help = N_("every rule: its law, whether it holds here, and its flags"),
	  .methods = WEB_GET, .formats = WEB_ROWS, .cost = WEB_QUERY, .indexed = true,
	  .foot = true, .shared = true, .answer = web_page_rules },
	{ .path = "/rule/{id}", .title = N_("Rule"),
	  .help = N_("one rule: article, figures by date, query, innocent explanations"),
	  .methods = WEB_GET, .formats = WEB_ROWS, .cost = WEB_QUERY, .indexed = true,
	  .shared = true, .answer = web_page_rule },
	{ .path = "/reconcile", .title = N_("Settlement tables"),
	  .help = N_("settlement tables against the rows, and against themselves"),
	  .methods = WEB_GET, .formats = WEB_ROWS, .cost = WEB_HEAVY, .foot = true,
	  .indexed = true, .shared = true, .params = of_reconcile,
	  .answer = web_page_reconcile },
	{ .path = "/lag", .title = N_("Lag"),
	  .help = N_("days from gift to deposit, polling day, filing and publication"),
	  .methods = WEB_GET, .formats = WEB_ROWS, .cost = WEB_HEAVY, .foot = true,
	  .indexed = true, .shared = true, .answer = web_page_lag },
	{ .path = "/whatif", .title = N_("What if"),
	  .help = N_("flags and sums now, and if the law said otherwise"),
	  .methods = WEB_GET, .formats = WEB_ROWS, .cost = WEB_HEAVY, .foot = true,
	  .shared = true, .params = of_whatif, .answer = web_page_whatif },
	{ .path = "/check", .title = N_("Check a draft"),
	  .help = N_("test a draft before it is filed: POST it as the file of a form; nothing is kept"),
	  .methods = WEB_GET | WEB_POST, .cost = WEB_HEAVY, .keep = WEB_KEEP_NEVER,
	  .formats = WEB_BIT(WEB_HTML) | WEB_BIT(WEB_JSON) | WEB_BIT(WEB_SARIF) |
	             WEB_BIT(WEB_XLSX),
	  .upload = true, .menu = true, .indexed = true, .answer = web_page_check },
	{ .path = "/pair", .title = N_("Donor and recipient"),
	  .help = N_("what passed between one donor and one recipient: all rows, years, elections"),
	  .methods = WEB_GET, .formats = WEB_ROWS, .cost = WEB_QUERY, .shared = true,
	  .params = of_pair, .plain = true, .answer = web_page_pair },
	{ .path = "/elections", .title = N_("Elections"),
	  .help = N_("all elections with their recipients, rows and sums"),
	  .methods = WEB_GET, .formats = WEB_ROWS, .cost = WEB_QUERY, .indexed = true,
	  .menu = true, .shared = true, .plain = true, .answer = web_page_elections },
	{ .path = "/election", .title = N_("Election"),
	  .help = N_("one election: who received what from which kind of donor, days by law"),
	  .methods = WEB_GET, .formats = WEB_ROWS, .cost = WEB_HEAVY, .indexed = true,
	  .shared = true, .params = of_name, .answer = web_page_election },
	{ .path = "/entry/{id}", .title = N_("Entry"),
	  .help = N_("one row: every cell as filed, its place in the source, flags, versions"),
	  .methods = WEB_GET, .formats = WEB_ROWS, .cost = WEB_QUERY, .shared = true,
	  .plain = true, .answer = web_page_entry },
	{ .path = "/entry", .title = N_("Entry by its place"),
	  .help = N_("the same by source and row: an address that stays"),
	  .methods = WEB_GET, .formats = WEB_ROWS, .cost = WEB_QUERY, .shared = true,
	  .params = of_place, .plain = true, .answer = web_page_entry },
	{ .path = "/sources", .title = N_("Sources"),
	  .help = N_("every file as received: its hash, rows read, stored and set aside"),
	  .methods = WEB_GET, .formats = WEB_ROWS, .cost = WEB_QUERY, .indexed = true,
	  .menu = true, .shared = true, .plain = true, .answer = web_page_sources },
	{ .path = "/source/{sha256}", .title = N_("Source file"),
	  .help = N_("one file: the tables in it, and what was wrong with cells and rows"),
	  .methods = WEB_GET, .formats = WEB_ROWS, .cost = WEB_QUERY, .shared = true,
	  .plain = true, .answer = web_page_source },
	{ .path = "/figure/{name}", .title = N_("Picture"),
	  .help = N_("a picture of what a search finds, its table, and alone as .svg: time, "
	             "cumulative, donors, recipients, histogram, flows, map, kinds"),
	  .methods = WEB_GET, .formats = WEB_ROWS | WEB_BIT(WEB_SVG), .cost = WEB_QUERY,
	  .filters = true, .shared = true, .params = of_figure, .plain = true, .answer = web_page_figure },
	{ .path = "/downloads", .title = N_("Downloads"),
	  .help = N_("how to get everything"), .methods = WEB_GET,
	  .formats = WEB_BIT(WEB_HTML), .keep = WEB_KEEP_LONG, .indexed = true, .foot = true,
	  .plain = true, .answer = web_page_text },
	{ .path = "/about", .title = N_("About"),
	  .help = N_("what this is, and what it is not"), .methods = WEB_GET,
	  .formats = WEB_BIT(WEB_HTML), .keep = WEB_KEEP_LONG, .indexed = true, .foot = true,
	  .plain = true, .answer = web_page_text },
	{ .path = "/terms", .title = N_("Terms"),
	  .help = N_("what may be done with the data"), .methods = WEB_GET,
	  .formats = WEB_BIT(WEB_HTML), .keep = WEB_KEEP_LONG, .indexed = true, .foot = true,
	  .plain = true, .answer = web_page_text },
	{ .path = "/dispute", .title = N_("How to dispute"),
	  .help = N_("what to do when something here is wrong"), .methods = WEB_GET,
	  .formats = WEB_BIT(WEB_HTML), .keep = WEB_KEEP_LONG, .indexed = true, .foot = true,
	  .plain = true, .answer = web_page_text },
	{ .path = "/api", .title = N_("About the API"),
	  .help = N_("every address, its formats and parameters"),
	  .methods = WEB_GET, .formats = WEB_ROWS, .keep = WEB_KEEP_LONG, .indexed = true,
	  .foot = true, .shared = true, .answer = web_page_api },
	{ .path = "/problem/{slug}", .title = N_("Kinds of errors"),
	  .help = N_("what the \"type\" of an error means"),
	  .methods = WEB_GET, .formats = WEB_BIT(WEB_HTML), .keep = WEB_KEEP_LONG,
	  .answer = web_page_problem },
	{ .path = "/openapi.json", .title = N_("The API as a document"),
	  .help = N_("every address, its formats and parameters, as OpenAPI 3.1"),
	  .methods = WEB_GET, .formats = WEB_BIT(WEB_JSON), .keep = WEB_KEEP_LONG,
	  .no_language = true, .shared = true, .answer = web_openapi },
	{ .path = "/api/reconcile", .title = N_("Reconciliation"),
	  .help = N_("for OpenRefine: who may be meant by a name (Reconciliation API 0.2)"),
	  .methods = WEB_GET | WEB_POST, .formats = WEB_BIT(WEB_JSON), .cost = WEB_HEAVY,
	  .keep = WEB_KEEP_NEVER, .no_language = true, .shared = true,
	  .params = of_matching, .answer = web_reconcile },
	{ .path = "/api/suggest/entity", .title = N_("Suggestions"),
	  .help = N_("for OpenRefine: donors and recipients by the beginning of a name"),
	  .methods = WEB_GET, .formats = WEB_BIT(WEB_JSON), .cost = WEB_QUERY,
	  .no_language = true, .shared = true, .params = of_suggest,
	  .answer = web_suggest_entity },
	{ .path = "/api/suggest/extend", .title = N_("Properties"),
	  .help = N_("for OpenRefine: what can be added to a column"),
	  .methods = WEB_GET, .formats = WEB_BIT(WEB_JSON), .keep = WEB_KEEP_LONG,
	  .no_language = true, .shared = true, .any_params = true,
	  .answer = web_suggest_extend },
	{ .path = "/api/view/{id}", .title = N_("Page of an id"),
	  .help = N_("for OpenRefine: leads to the page of a donor or recipient"),
	  .methods = WEB_GET, .formats = WEB_BIT(WEB_HTML), .keep = WEB_KEEP_NEVER,
	  .no_language = true, .answer = web_view_entity },
	{ .path = "/api/preview/{id}", .title = N_("Preview of an id"),
	  .help = N_("for OpenRefine: a few lines for a frame"),
	  .methods = WEB_GET, .formats = WEB_BIT(WEB_HTML), .cost = WEB_QUERY,
	  .no_language = true, .framed = true, .answer = web_preview_entity },
	{ .path = "/version", .title = N_("Version"),
	  .help = N_("of this program, and of the data that it answers from"),
	  .methods = WEB_GET, .formats = WEB_BIT(WEB_JSON), .no_language = true,
	  .shared = true, .answer = web_version },
	{ .path = "/sitemap.xml", .title = N_("Site map"),
	  .help = N_("the pages that search engines may keep"),
	  .methods = WEB_GET, .formats = WEB_BIT(WEB_XML), .cost = WEB_HEAVY,
	  .no_language = true, .indexed = true, .answer = web_sitemap },
	{ .path = "/style.css", .title = N_("Style"), .help = N_("how pages look"),
	  .methods = WEB_GET, .formats = WEB_BIT(WEB_CSS), .keep = WEB_KEEP_LONG,
	  .no_language = true, .indexed = true, .plain = true, .answer = web_style },
	{ .path = "/icon.svg", .title = N_("Icon"), .help = N_("the sign of the site"),
	  .methods = WEB_GET, .formats = WEB_BIT(WEB_SVG), .keep = WEB_KEEP_LONG,
	  .no_language = true, .indexed = true, .plain = true, .answer = web_icon },
	{ .path = "/robots.txt", .title = N_("For robots"),
	  .help = N_("what search engines should leave alone"),
	  .methods = WEB_GET, .formats = WEB_BIT(WEB_TEXT), .keep = WEB_KEEP_LONG,
	  .no_language = true, .indexed = true, .plain = true, .answer = web_robots },
	{ .path = NULL }
};
