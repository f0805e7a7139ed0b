/*
 * page_check.c - owns the page that tests a draft before it is filed.  The draft is in
 * memory while it is tested; neither it nor its name is written anywhere, a log
 * included.
 */
#include <errno.h>
#include <stdlib.h>
#include <strings.h>
#include <sys/mman.h>
#include <unistd.h>

#include "src/render/check_format.h"
#include "src/web/check_html.h"
#include "src/web/multipart.h"
#include "src/web/pages.h"
#include "xianjin/text.h"

#define MAX_FIELD   200u                  /* bytes of a field that is no file */
#define MAX_STORE   ((uint64_t)256 << 20) /* a draft, unpacked */

/* ---- the form ------------------------------------------------------------------------- */

static void paragraph(struct xj_html *h, const char *text)
{
	xj_h_raw(h, "<p class=\"lead\">");
	xj_h_say(h, text);
	xj_h_raw(h, "</p>\n");
}

static void write_address(struct web_call *c, struct xj_html *h, const char *path)
{
	struct xj_buf url;

	xj_buf_init(&url, WEB_MAX_TARGET);
	if (!h->status)
		h->status = web_link(c, path, &url);
	xj_h_attr(h, xj_buf_str(&url));
	xj_buf_clear(&url);
}

static void write_button(struct web_call *c, struct xj_html *h, const char *path,
                         const char *text)
{
	xj_h_raw(h, "<button formaction=\"");
	write_address(c, h, path);
	xj_h_raw(h, "\">");
	xj_h_say(h, text);
	xj_h_raw(h, "</button>\n");
}

static void write_box(struct xj_html *h, const char *name, const char *label,
                      const char *hint)
{
	xj_h_raw(h, "<label>");
	xj_h_say(h, label);
	xj_h_raw(h, " <input maxlength=\"60\" autocomplete=\"off\" name=\"");
	xj_h_say(h, name);
	xj_h_raw(h, "\" placeholder=\"");
	xj_h_say(h, hint);
	xj_h_raw(h, "\"></label>\n");
}

static void write_command(struct xj_html *h)
{
	xj_h_raw(h, "<h2>");
	xj_h_say(h, _("Without sending it anywhere"));
	xj_h_raw(h, "</h2>\n<p>");
	xj_h_say(h, _("A draft holds personal data. Whoever may not or would rather not send it "
	              "tests it on their own machine, with the same rules:"));
	xj_h_raw(h, "</p>\n<p class=\"command\"><code>xianjin check --recipient 甄有恆 --election "
	            "111年臺中市市長選舉 draft.xlsx</code></p>\n");
}

static void write_form(struct web_call *c, struct xj_html *h)
{
	xj_h_raw(h, "<h2>");
	xj_h_say(h, _("Here"));
	xj_h_raw(h, "</h2>\n<p>");
	xj_h_say(h, _("The file is tested in memory and forgotten with the answer: nothing of it "
	              "is stored, indexed or logged. 20 MB at most."));
	xj_h_raw(h, "</p>\n<form method=\"post\" enctype=\"multipart/form-data\" action=\"");
	write_address(c, h, "/check");
	xj_h_raw(h, "\">\n<div class=\"grid\">\n<label>");
	xj_h_say(h, _("Draft: CSV, XLSX, ODS, XLS, ZIP ..."));
	xj_h_raw(h, " <input type=\"file\" name=\"file\" required></label>\n");
	write_box(h, "recipient", _("Who files, where the file does not say"), "甄有恆");
	write_box(h, "election", _("Election, where the file does not say"),
	          "111年臺中市市長選舉");
	write_box(h, "serial", _("Which filing"), "首次");
	write_box(h, "encoding", _("Encoding, where the guess is wrong"), "CP950");
	xj_h_raw(h, "</div>\n");
	write_button(c, h, "/check", _("Check the draft"));
	write_button(c, h, "/check.xlsx", _("Check, answer as a workbook"));
	xj_h_raw(h, "</form>\n");
}

static enum xj_status show_form(struct web_call *c, struct xj_error *err)
{
	struct xj_html h = { &c->response->body, XJ_OK };

	web_page_begin(c, &h, xj_str_c(_("Check a draft")));
	paragraph(&h, _("Will this filing be sent back? Each finding says sheet, row and cell, what "
	                "is wrong, by which article, and how to mend it."));
	write_command(&h);
	if (web_options(c->site)->no_uploads) {
		xj_h_raw(&h, "<p class=\"note\">");
		xj_h_say(&h, _("This site takes no files."));
		xj_h_raw(&h, "</p>\n");
	} else {
		write_form(c, &h);
	}
	web_page_end(c, &h);
	return h.status ? xj_fail(err, h.status, _("the page is too large")) : XJ_OK;
}

/* ---- who sends it ----------------------------------------------------------------------- */

/* "https://host:port" of an address, without its path. */
static struct xj_str origin_of(const char *address)
{
	const char *host = strstr(address, "://");

	return xj_str_of(address, host ? (size_t)(host - address) + 3 +
	                                 strcspn(host + 3, "/") : strlen(address));
}

static bool same_word(struct xj_str a, struct xj_str b)
{
	return a.n == b.n && strncasecmp(a.p, b.p, a.n) == 0;
}

/* Whether a page of another site made the browser send this.  Programs say neither
 * header and may. */
static bool is_foreign(const struct web_call *c)
{
	const char *site = web_request_header(c->request, "Sec-Fetch-Site");
	const char *origin = web_request_header(c->request, "Origin");
	const char *host = web_request_header(c->request, "Host");
	const char *base = web_options(c->site)->base, *ours;

	if (site && strcmp(site, "same-origin") != 0 && strcmp(site, "none") != 0)
		return true;
	if (!origin)
		return false;
	if (base && same_word(origin_of(origin), origin_of(base)))
		return false;
	ours = strstr(origin, "://");
	return !ours || !host || strcasecmp(ours + 3, host) != 0;
}

/* ---- the draft ---------------------------------------------------------------------------- */

struct draft {
	struct xj_check_options options;
	struct web_parts parts;
	char field[4][MAX_FIELD + 1];
	char name[MAX_FIELD + 1];   /* what the client calls the file */
	struct xj_rules *rules;
	int fd;
};

static enum xj_status copy_field(const struct draft *d, const char *name,
                                 char out[MAX_FIELD + 1], const char **option,
                                 struct xj_error *err)
{
	const struct web_part *p = web_part(&d->parts, name);

	if (!p || !p->body.n)
		return XJ_OK;
	if (p->body.n > MAX_FIELD || xj_utf8_valid(p->body) != p->body.n ||
	    memchr(p->body.p, '\0', p->body.n))
		return xj_fail(err, XJ_USAGE, _("%s: a short text was expected"), name);
	memcpy(out, p->body.p, p->body.n);
	out[p->body.n] = '\0';
	*option = out;
	return XJ_OK;
}

static enum xj_status read_fields(struct draft *d, struct xj_error *err)
{
	struct xj_ingest_options *o = &d->options.ingest;
	const struct {
		const char *name, **option;
	} fields[] = {
		{ "recipient", &o->recipient }, { "election", &o->election },
		{ "serial", &o->serial }, { "encoding", &o->encoding },
	};
	enum xj_status st = XJ_OK;

	for (size_t i = 0; i < XJ_COUNT(fields) && !st; i++)
		st = copy_field(d, fields[i].name, d->field[i], fields[i].option, err);
	if (!st && o->serial && !xj_serial_parse(xj_str_c(o->serial)))
		st = xj_fail(err, XJ_USAGE, _("\"%.60s\" is no filing: 首次, 第1次賸餘 or "
		             "113年度 was expected"), o->serial);
	return st;
}

/* The last part of the client's name for the file: elections stand in names. */
static void name_draft(struct draft *d, struct xj_str said)
{
	const char *last;

	if ((last = memrchr(said.p, '/', said.n)) || (last = memrchr(said.p, '\\', said.n)))
		said = xj_str_of(last + 1, said.n - (size_t)(last + 1 - said.p));
	if (!said.n || said.n > MAX_FIELD || xj_utf8_valid(said) != said.n ||
	    memchr(said.p, '\0', said.n))
		said = XJ_STR("draft");
	memcpy(d->name, said.p, said.n);
	d->name[said.n] = '\0';
}

static enum xj_status keep_in_memory(struct draft *d, struct xj_str bytes,
                                     struct xj_error *err)
{
	d->fd = memfd_create("xianjin-draft", MFD_CLOEXEC);
	while (d->fd >= 0 && bytes.n) {
		ssize_t n = write(d->fd, bytes.p, bytes.n);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			break;
		bytes = xj_str_of(bytes.p + n, bytes.n - (size_t)n);
	}
	return d->fd < 0 || bytes.n
		? xj_fail(err, XJ_IO, "check: no memory for a draft: %s", strerror(errno))
		: XJ_OK;
}

static enum xj_status read_draft(struct web_call *c, struct draft *d, struct xj_error *err)
{
	const struct web_part *file;
	enum xj_status st = web_multipart_read(web_request_header(c->request, "Content-Type"),
	                                       c->request->body, &d->parts, err);

	if (!st)
		st = read_fields(d, err);
	if (st)
		return st;
	file = web_part(&d->parts, "file");
	if (!file || !file->file.p || !file->body.n)
		return xj_fail(err, XJ_USAGE, _("choose a file to check"));
	if (file->body.n >= 5 && memcmp(file->body.p, "%PDF-", 5) == 0)
		return xj_fail(err, XJ_USAGE, _("a PDF cannot be read here: send the table it was "
		               "printed from, or use xianjin check on your own machine"));
	name_draft(d, file->file);
	return keep_in_memory(d, file->body, err);
}

/* ---- the answer -------------------------------------------------------------------------------- */

static enum xj_status write_format(struct web_call *c, const struct xj_check *found,
                                   struct xj_error *err)
{
	const struct xj_check_format *format =
		c->format == WEB_XLSX ? &xj_check_xlsx :
		c->format == WEB_SARIF ? &xj_check_sarif : &xj_check_json;
	FILE *out = web_file_of(&c->response->body);
	enum xj_status st = XJ_OK;

	if (!out)
		return xj_fail(err, XJ_NOMEM, _("not enough memory"));
	if (c->format == WEB_XLSX && web_attachment(c->response, XJ_STR("check.xlsx")))
		st = xj_fail(err, XJ_INTERNAL, _("the name of the download is no name"));
	if (!st)
		st = format->write(found, out, err);
	return web_file_close(out, st, err);
}

static enum xj_status write_page(struct web_call *c, const struct xj_check *found,
                                 struct xj_error *err)
{
	struct xj_html h = { &c->response->body, XJ_OK };

	web_page_begin(c, &h, xj_str_c(_("Findings")));
	web_check_write(c, &h, found);
	xj_h_raw(&h, "<p class=\"muted\">");
	xj_h_say(&h, _("A finding is a reason to look, never an accusation. Rows count the "
	               "header. Nothing of the file was kept."));
	xj_h_raw(&h, "</p>\n<p>");
	web_page_link(c, &h, "/check", _("Check another draft"));
	xj_h_raw(&h, "</p>\n");
	web_page_end(c, &h);
	return h.status ? xj_fail(err, h.status, _("the page is too large")) : XJ_OK;
}

/* What failed inside is logged; what the draft is called is not. */
static enum xj_status forget(enum xj_status st, struct xj_error *err)
{
	return web_status_of(st) < 500 ? st
	       : xj_fail(err, st, "check: %s", xj_status_name(st));
}

static enum xj_status test_draft(struct web_call *c, struct draft *d, struct xj_error *err)
{
	const struct xj_rules_options ours = { .folder = NULL };
	const char *path = d->name;
	struct xj_check *found = NULL;
	enum xj_status st = read_draft(c, d, err);

	if (!st)
		st = xj_rules_load(&ours, &d->rules, NULL, NULL, err);
	d->options.rules = d->rules;
	d->options.language = xj_language_code();
	d->options.most_store = MAX_STORE;
	d->options.msec = XJ_UPLOAD_MSEC;
	d->options.ingest.given = true;
	d->options.ingest.fd = d->fd;
	if (!st)
		st = xj_check_run(&d->options, &path, 1, &found, err);
	if (!st)
		st = c->format == WEB_HTML ? write_page(c, found, err)
		                           : write_format(c, found, err);
	xj_check_free(found);
	return forget(st, err);
}

enum xj_status web_page_check(struct web_call *c, struct xj_error *err)
{
	struct draft *d;
	enum xj_status st;

	if (strcmp(c->request->method, "POST") != 0 && c->format == WEB_HTML)
		return show_form(c, err);
	if (web_options(c->site)->no_uploads)
		return xj_fail(err, XJ_NOT_FOUND, _("This site takes no files."));
	if (strcmp(c->request->method, "POST") != 0)
		return xj_fail(err, XJ_USAGE, _("send a file with POST, as multipart/form-data"));
	if (is_foreign(c)) {
		(void)xj_fail(err, XJ_USAGE, _("another site may not send files here"));
		web_problem(c, 403, err);
		return XJ_OK;
	}
	d = calloc(1, sizeof(*d));
	if (!d)
		return xj_fail(err, XJ_NOMEM, _("not enough memory"));
	d->fd = -1;
	st = test_draft(c, d, err);
	if (d->fd >= 0)
		close(d->fd);
	xj_rules_free(d->rules);
	free(d);
	return st;
}
