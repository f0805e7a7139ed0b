/*
 * call.h - one request being answered: what handlers of routes read, and the
 * calls they answer with.  Shared by the files of the web room only.
 */
#ifndef XIANJIN_WEB_CALL_H
#define XIANJIN_WEB_CALL_H

#include <stdio.h>

#include "src/core/i18n.h"
#include "src/render/html.h"
#include "src/web/web.h"
#include "xianjin/limits.h"
#include "xianjin/query.h"
#include "xianjin/rules.h"

/* ---- formats ------------------------------------------------------------------ */

enum web_format { WEB_HTML, WEB_JSON, WEB_CSV, WEB_JSONL, WEB_XLSX, WEB_ATOM,
                  WEB_SVG, WEB_SARIF, WEB_TEXT, WEB_XML, WEB_CSS, WEB_FORMATS };
#define WEB_BIT(format) (1u << (format))
/* What a page with rows is offered in. */
#define WEB_ROWS (WEB_BIT(WEB_HTML) | WEB_BIT(WEB_JSON) | WEB_BIT(WEB_CSV) | \
                  WEB_BIT(WEB_JSONL) | WEB_BIT(WEB_XLSX))

struct web_format_row {
	const char *suffix;    /* "csv" */
	const char *mime;
	const char *renderer;  /* of render.h; NULL: none */
};
extern const struct web_format_row web_formats[WEB_FORMATS];

/* ---- parameters ----------------------------------------------------------------- */

struct web_param {
	struct xj_str name, value; /* decoded, valid UTF-8, NUL-terminated */
};

struct web_params {
	struct web_param v[WEB_MAX_PARAMS];
	size_t n;
	struct xj_buf text;       /* what they point into */
};

/* Appends S percent-decoded and a NUL to OUT; PLUS: '+' is a blank.  XJ_USAGE: bad
 * escapes, NUL, or not UTF-8.  *TEXT is what was appended. */
enum xj_status web_decode(struct xj_str s, bool plus, struct xj_buf *out,
                          struct xj_str *text, struct xj_error *err) XJ_MUST_USE;
/* Reads "a=1&b=2" (application/x-www-form-urlencoded).  XJ_USAGE says what is
 * wrong with it.  P is cleared by web_params_clear even then. */
enum xj_status web_params_read(struct web_params *p, struct xj_str text,
                               struct xj_error *err) XJ_MUST_USE;
void web_params_clear(struct web_params *p);
/* The first one of that NAME; NULL none. */
const struct web_param *web_param(const struct web_params *p, const char *name);
/* Its value, "" where there is none. */
const char *web_value(const struct web_params *p, const char *name);

/* ---- a route ----------------------------------------------------------------------- */

enum web_method { WEB_GET = 1, WEB_POST = 2 };

enum web_cost {
	WEB_CHEAP,   /* no query */
	WEB_QUERY,   /* one question to the index */
	WEB_HEAVY    /* goes over much of the store */
};

enum web_keep {
	WEB_KEEP_DATA,   /* good as long as the data do not change */
	WEB_KEEP_LONG,   /* part of the program: a day */
	WEB_KEEP_NEVER   /* holds what somebody sent us */
};

struct web_param_help {
	const char *name, *argument;
	const char *help;     /* English msgid, one line */
};

struct web_call;
typedef enum xj_status web_handler(struct web_call *c, struct xj_error *err);

struct web_route {
	const char *path;     /* "/donor/{key}"; {x} is one part of the path */
	const char *title;    /* English msgid: in menus, help and the API document */
	const char *help;     /* English msgid, one sentence */
	unsigned methods;     /* bits of enum web_method */
	unsigned formats;     /* bits of WEB_BIT; the first one is the default */
	enum web_cost cost;
	enum web_keep keep;
	bool no_language;     /* stands at the root: /robots.txt */
	bool filters;         /* takes the filters of query.h as parameters */
	bool any_params;      /* reads its parameters itself */
	bool indexed;         /* search engines may keep it */
	bool upload;          /* a body may be as long as a file */
	bool menu, foot;      /* listed in the head, the foot of each page */
	bool framed;          /* other sites may show it in a frame */
	bool plain;           /* may be answered without most libraries: plain.c */
	bool shared;          /* other sites' scripts may read it (CORS) */
	const struct web_param_help *params; /* ended by name NULL; NULL none */
	web_handler *answer;
};

/* Ended by path NULL, in the order of the help page. */
extern const struct web_route web_routes[];

/* The route of the encoded PATH of an address; NULL none. */
const struct web_route *web_route_of(struct xj_str path);

/* ---- a call -------------------------------------------------------------------------- */

struct web_call {
	struct web_site *site;
	const struct web_request *request;
	struct web_response *response;
	const struct web_route *route;
	enum web_format format;
	bool suffixed;             /* the address names the format */
	struct web_params query;   /* of the address */
	struct xj_str part;        /* what {x} of the route's path stands for, decoded */
	struct xj_buf path;        /* decoded, without mount, language and suffix */
	struct xj_data *data;      /* NULL until web_data */
	bool noindex;              /* said to search engines: this page is of a person */
	const char *wrong;         /* the parameter that cannot be understood; NULL none */
	int refused;               /* the status of HTTP for what is refused; 0: by xj_status */
	bool failed;               /* the response is a problem: nobody keeps it */
	/* what the page is about: filters that links from tables keep */
	struct {
		const char *name;  /* "donor"; NULL none */
		struct xj_str value;
	} about[2];
	/* see xj_html_links; NULL: as usual */
	bool (*empty)(struct web_call *c, const struct xj_section *s, struct xj_html *h);
};

/* The data folder, open and current; stays with the call.  XJ_NOT_FOUND: nothing
 * imported yet. */
enum xj_status web_data(struct web_call *c, struct xj_error *err) XJ_MUST_USE;
/* "generation.revision" of the data; "" where there are none. */
const char *web_data_stamp(struct web_call *c);
/* Of this very program: the linker's id, or its version where there is none. */
const char *web_build_id(void);
/* What the operator said. */
const struct web_site_options *web_options(const struct web_site *s);
/* Our own rules, as long as S is open; NULL: out of memory. */
const struct xj_rules *web_rules(struct web_site *s);
/* Site.c: readers lent and given back. */
enum xj_status web_site_borrow(struct web_site *s, struct xj_data **out,
                               struct xj_error *err) XJ_MUST_USE;
/* GOOD: it may serve again; else the next request opens a new one. */
void web_site_return(struct web_site *s, struct xj_data *d, bool good);

/* Work of which only so much goes on at once: requests of cost WEB_HEAVY, and whole
 * answers being sent.  What there is no room for is told to come again. */
enum web_room { WEB_ROOM_HEAVY, WEB_ROOM_EXPORT, WEB_ROOMS };
extern const unsigned web_room_limit[WEB_ROOMS];
/* True: it may begin, and leaves when it has ended. */
bool web_site_enter(struct web_site *s, enum web_room room);
void web_site_leave(struct web_site *s, enum web_room room);

/* ---- response.c ------------------------------------------------------------------------ */

void web_response_init(struct web_response *r);
/* Adds a header; refuses a NAME or VALUE with control characters or bytes beyond
 * ASCII (XJ_INTERNAL): nothing sent to us can start a line of its own. */
enum xj_status web_header(struct web_response *r, const char *name,
                          const char *fmt, ...) XJ_PRINTF(3, 4) XJ_MUST_USE;
/* The value of a header of the request; NULL none. */
const char *web_request_header(const struct web_request *r, const char *name);
/* The headers that every answer of this route carries. */
enum xj_status web_constant_headers(struct web_call *c) XJ_MUST_USE;
/* Turns the response into a redirect (303) to the address TO, with a line that leads there
 * (RFC 9110 15.4). */
enum xj_status web_redirect(struct web_call *c, int status, struct xj_str to) XJ_MUST_USE;
/* Content-Disposition: attachment, with a name that may be Chinese. */
enum xj_status web_attachment(struct web_response *r, struct xj_str name) XJ_MUST_USE;

/* ---- problem.c -------------------------------------------------------------------------- */

/* Makes the whole response the problem STATUS: RFC 9457 for programs, a page for
 * people.  Never fails: the least is a line of text. */
void web_problem(struct web_call *c, int status, const struct xj_error *err);
/* The status of HTTP for one of ours. */
int web_status_of(enum xj_status st);

/* ---- links.c: addresses ------------------------------------------------------------------ */

/* "/mount/zh" + PATH ("/search"). */
enum xj_status web_link(const struct web_call *c, const char *path,
                        struct xj_buf *url) XJ_MUST_USE;
/* Adds "?name=value", or "&name=value" behind another one. */
enum xj_status web_link_add(struct xj_buf *url, const char *name,
                            struct xj_str value) XJ_MUST_USE;
/* Whether the site has a route of that PATH ("/rule/{id}"). */
bool web_has(const char *path);
/* This very page with parameter NAME set to VALUE (VALUE.p NULL: left out; ADD: one
 * more of that name), and from its first page on. */
enum xj_status web_link_with(const struct web_call *c, const char *name,
                             struct xj_str value, bool add,
                             struct xj_buf *url) XJ_MUST_USE;
/* This page in another FORMAT or language; WHOLE: from its first row on. */
enum xj_status web_link_format(const struct web_call *c, enum web_format format,
                               struct xj_buf *url) XJ_MUST_USE;
enum xj_status web_link_language(const struct web_call *c, enum xj_language language,
                                 struct xj_buf *url) XJ_MUST_USE;
/* The address of the site for what must be absolute: the operator's, else from the
 * header Host.  XJ_USAGE: that is no name of a host. */
enum xj_status web_link_base(const struct web_call *c, struct xj_buf *url,
                             struct xj_error *err) XJ_MUST_USE;
/* The links that any table of rows has: recipient, election, donor, rule, entry,
 * and the values of facets. */
void web_links_init(struct web_call *c, struct xj_html_links *out);

/* ---- layout.c: the page around an answer --------------------------------------------------- */

/* Head, menu and <main> with the heading TITLE. */
void web_page_begin(struct web_call *c, struct xj_html *h, struct xj_str title);
void web_page_end(struct web_call *c, struct xj_html *h);
/* <a href="PATH">TEXT</a> */
void web_page_link(struct web_call *c, struct xj_html *h, const char *path,
                   const char *text);
/* The links to the same answer as CSV, Excel ... */
void web_page_downloads(struct web_call *c, struct xj_html *h);

/* ---- output.c: an answer through the renderers ---------------------------------------------- */

/* A stream whose bytes land in B; to be closed before B is read.  NULL: no memory. */
FILE *web_file_of(struct xj_buf *b);
/* Closes it after ST.  What was not written did not fit: XJ_LIMIT. */
enum xj_status web_file_close(FILE *f, enum xj_status st, struct xj_error *err) XJ_MUST_USE;

typedef enum xj_status web_view(struct web_call *c, struct xj_output *o, void *ctx,
                                struct xj_error *err);
/* Parts of a page around a view; each may be NULL. */
struct web_page {
	struct xj_str title;                     /* heading, as text */
	void (*before)(struct web_call *c, struct xj_html *h, void *ctx);
	void (*after)(struct web_call *c, struct xj_html *h, void *ctx);
	int rank;                                /* columns shown; see render.h */
	const char *file;                        /* name of a download, no suffix */
	bool no_files;                           /* a form only: nothing to download yet */
};
/*
 * Answers with a VIEW in the format asked for: the page around it for people,
 * the view alone for programs.  Whatever fails becomes a problem by the router.
 */
enum xj_status web_show(struct web_call *c, const struct web_page *page, web_view *view,
                        void *ctx, struct xj_error *err) XJ_MUST_USE;
/* Content-Disposition: the download is called FILE, with the suffix of the format. */
enum xj_status web_name_download(struct web_call *c, const char *file) XJ_MUST_USE;

/* ---- export.c: every row of an answer -------------------------------------------------------- */

/* A whole answer, written step by step. */
struct web_whole {
	void *own;             /* given to what follows */
	/* The next few hundred rows; XJ_END: all are written.  O is NULL where DOCUMENT is
	 * not. */
	enum xj_status (*next)(void *own, struct xj_output *o, struct xj_error *err);
	/* NULL: rows go through a renderer; else NEXT makes a workbook of its own, and this
	 * writes it. */
	enum xj_status (*document)(void *own, FILE *out, struct xj_error *err);
	/* Appends the line of FORMAT that proves that nothing is missing, if it has one. */
	enum xj_status (*end_mark)(void *own, const char *format, struct xj_buf *out);
	void (*close)(void *own);
	uint64_t rows;         /* how many there will be */
};
/* Begins the answer to what was ASKED from D; what OUT owns is closed also when it
 * fails. */
typedef enum xj_status web_whole_opener(struct web_call *c, struct xj_data *d, void *asked,
                                        struct web_whole *out, struct xj_error *err);
/* Answers with all of it, streamed as FILE; takes the call's data.  XJ_BUSY: too many at
 * once. */
enum xj_status web_send_whole(struct web_call *c, const char *file,
                              web_whole_opener *open, void *asked,
                              struct xj_error *err) XJ_MUST_USE;

/* Answers with all rows of *Q, streamed; takes *Q and the call's data.  XJ_BUSY: too
 * many at once. */
enum xj_status web_export(struct web_call *c, struct xj_query **q,
                          struct xj_error *err) XJ_MUST_USE;

#endif
