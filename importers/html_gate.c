/*
 * html_gate.c - a filter of HTML text, byte by byte.  Owns what the parser
 * behind it may see: its attribute handling is quadratic in their number, it
 * collects comments and scripts in memory, NUL bytes end its input, and
 * </html> does, too, though pages are often put behind each other.
 */
#include "importers/html_gate.h"
#include "src/core/i18n.h"
#include "xianjin/limits.h"

enum state {
	TEXT,
	OPEN,          /* < */
	OPEN_SLASH,    /* </ */
	TAG_NAME,      /* held back */
	LONG_NAME, BEFORE_NAME, NAME, AFTER_NAME, BEFORE_VALUE,
	VALUE, VALUE_QUOT, VALUE_APOS,
	BANG,          /* <! */
	BANG_DASH,     /* <!- */
	COMMENT_START, /* <!-- */
	COMMENT_START_DASH,
	COMMENT, COMMENT_DASH, COMMENT_DASHES, COMMENT_BANG, /* - -- --! */
	BOGUS,         /* anything else that begins with <! or <? */
	RAW,           /* in a script or style */
	RAW_OPEN, RAW_NAME
};

static const char *const raw_elements[] = { "script", "style" };
static const char *const dropped[] = {
	"html", "head", "body", "frameset", "noframes"
};

void xj_html_gate_init(struct xj_html_gate *g)
{
	*g = (struct xj_html_gate){ .state = TEXT };
}

bool xj_html_gate_clean(const struct xj_html_gate *g)
{
	return g->state == TEXT || g->state == OPEN || g->state == OPEN_SLASH;
}

size_t xj_html_gate_open(const struct xj_html_gate *g)
{
	return g->state >= LONG_NAME && g->state <= VALUE_APOS && !g->drop ? g->tag
	                                                                  : 0;
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\f';
}

static char small(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* ---- tags ---------------------------------------------------------------- */

static void start_tag(struct xj_html_gate *g, bool closing, char first)
{
	g->state = TAG_NAME;
	g->closing = closing;
	g->slash = g->drop = false;
	g->attrs = 0;
	g->tag = closing ? 3 : 2;
	g->name[0] = small(first);
	g->name_n = 1;
}

static void end_tag(struct xj_html_gate *g)
{
	g->state = TEXT;
	if (g->closing || g->slash)
		return;
	for (size_t i = 0; i < XJ_COUNT(raw_elements); i++) {
		if (strcmp(g->name, raw_elements[i]) == 0) {
			g->raw = raw_elements[i];
			g->state = RAW;
		}
	}
}

static void start_name(struct xj_html_gate *g)
{
	g->attrs++;
	g->state = NAME;
}

/* The states follow those of the HTML standard, so that a tag ends here where
 * it ends behind. */
static void in_tag(struct xj_html_gate *g, char c)
{
	bool slash = g->slash;

	g->slash = false;
	switch (g->state) {
	case VALUE_QUOT:
	case VALUE_APOS:
		if (c == (g->state == VALUE_QUOT ? '"' : '\''))
			g->state = BEFORE_NAME;
		return;
	case BEFORE_VALUE:
		if (is_blank(c))
			return;
		g->state = c == '"' ? VALUE_QUOT : c == '\'' ? VALUE_APOS : VALUE;
		break;
	case VALUE:
		if (is_blank(c))
			g->state = BEFORE_NAME;
		break;
	case LONG_NAME:
		if (is_blank(c) || c == '/')
			g->state = BEFORE_NAME;
		g->slash = c == '/';
		break;
	case BEFORE_NAME:
		g->slash = c == '/';
		if (!is_blank(c) && c != '/' && c != '>')
			start_name(g);
		break;
	case NAME:
	case AFTER_NAME:
		g->slash = c == '/';
		if (c == '/')
			g->state = BEFORE_NAME;
		else if (c == '=')
			g->state = BEFORE_VALUE;
		else if (is_blank(c))
			g->state = AFTER_NAME;
		else if (g->state == AFTER_NAME && c != '>')
			start_name(g);
		break;
	default:
		break;
	}
	if (c == '>') {
		g->slash = slash;
		end_tag(g);
	}
}

static enum xj_status check_tag(const struct xj_html_gate *g, struct xj_error *err)
{
	if (g->tag > XJ_MAX_TAG_BYTES)
		return xj_over(err, "html-tag",
			_("a tag is longer than %u bytes; save the document again "
			  "with an office program"), XJ_MAX_TAG_BYTES);
	if (g->attrs > XJ_MAX_XML_ATTRIBUTES)
		return xj_over(err, "html-attributes",
			_("a tag has more than %u attributes; save the document "
			  "again with an office program"), XJ_MAX_XML_ATTRIBUTES);
	return XJ_OK;
}

/* ---- what does not pass -------------------------------------------------- */

static void in_comment(struct xj_html_gate *g, char c)
{
	switch (g->state) {
	case COMMENT_START:
		g->state = c == '>' ? TEXT : c == '-' ? COMMENT_START_DASH : COMMENT;
		break;
	case COMMENT_START_DASH:
		g->state = c == '>' ? TEXT : c == '-' ? COMMENT_DASHES : COMMENT;
		break;
	case COMMENT:
		g->state = c == '-' ? COMMENT_DASH : COMMENT;
		break;
	case COMMENT_DASH:
		g->state = c == '-' ? COMMENT_DASHES : COMMENT;
		break;
	case COMMENT_BANG:
		g->state = c == '>' ? TEXT : c == '-' ? COMMENT_DASH : COMMENT;
		break;
	default:
		g->state = c == '>' ? TEXT : c == '!' ? COMMENT_BANG
		         : c == '-' ? COMMENT_DASHES : COMMENT;
	}
}

static void in_raw(struct xj_html_gate *g, char c)
{
	if (g->state == RAW_OPEN && c == '/') {
		g->state = RAW_NAME;
		g->raw_at = 0;
	} else if (g->state == RAW_NAME && g->raw[g->raw_at] &&
	           small(c) == g->raw[g->raw_at]) {
		g->raw_at++;
	} else if (g->state == RAW_NAME && !g->raw[g->raw_at] &&
	           (c == '>' || c == '/' || is_blank(c))) {
		g->state = c == '>' ? TEXT : BOGUS;
	} else {
		g->state = c == '<' ? RAW_OPEN : RAW;
	}
}

static void in_markup(struct xj_html_gate *g, char c)
{
	switch (g->state) {
	case BANG:
		g->state = c == '-' ? BANG_DASH : c == '>' ? TEXT : BOGUS;
		break;
	case BANG_DASH:
		g->state = c == '-' ? COMMENT_START : c == '>' ? TEXT : BOGUS;
		break;
	default:
		if (c == '>')
			g->state = TEXT;
	}
}

/* ---- passing ------------------------------------------------------------- */

static enum xj_status add(struct xj_buf *out, const char *p, size_t n,
                          struct xj_error *err)
{
	return xj_buf_add(out, p, n) == XJ_OK ? XJ_OK
		: xj_fail(err, XJ_NOMEM, _("out of memory"));
}

/* Behind '<', and perhaps '/', which are still held back. */
static enum xj_status after_open(struct xj_html_gate *g, char c, struct xj_buf *out,
                                 struct xj_error *err)
{
	bool closing = g->state == OPEN_SLASH;

	if (is_letter(c)) {
		start_tag(g, closing, c);
		return XJ_OK;
	}
	if (closing) {
		g->state = c == '>' ? TEXT : BOGUS;
		return c == '\n' ? add(out, "\n", 1, err) : XJ_OK;
	}
	if (c == '/' || c == '!' || c == '?') {
		g->state = c == '/' ? OPEN_SLASH : c == '!' ? BANG : BOGUS;
		return XJ_OK;
	}
	g->state = c == '<' ? OPEN : TEXT;
	if (c == '<')
		return add(out, "&lt;", 4, err);
	return add(out, (char[]){ '&', 'l', 't', ';', c }, 5, err);
}

/* The name is known, or longer than any that matters: it passes or not. */
static enum xj_status end_name(struct xj_html_gate *g, struct xj_buf *out,
                               struct xj_error *err)
{
	enum xj_status status;

	g->name[g->name_n] = '\0';
	g->state = LONG_NAME;
	for (size_t i = 0; i < XJ_COUNT(dropped); i++)
		g->drop = g->drop || strcmp(g->name, dropped[i]) == 0;
	if (g->drop)
		return XJ_OK;
	status = add(out, "</", g->closing ? 2 : 1, err);
	return status == XJ_OK ? add(out, g->name, g->name_n, err) : status;
}

/* A byte of a tag that may pass. */
static enum xj_status pass_in_tag(struct xj_html_gate *g, char c,
                                  struct xj_buf *out, struct xj_error *err)
{
	bool ends = is_blank(c) || c == '/' || c == '>';
	enum xj_status status = XJ_OK;

	g->tag++;
	if (g->state == TAG_NAME && !ends && g->name_n + 1 < sizeof(g->name)) {
		g->name[g->name_n++] = small(c);
		return XJ_OK;
	}
	if (g->state == TAG_NAME)
		status = end_name(g, out, err);
	in_tag(g, c);
	if (status != XJ_OK || (g->drop && c != '\n'))
		return status;
	return add(out, &c, 1, err);
}

static enum xj_status pass_byte(struct xj_html_gate *g, char c, struct xj_buf *out,
                                struct xj_error *err)
{
	enum xj_status status;

	if (g->state == OPEN || g->state == OPEN_SLASH)
		return after_open(g, c, out, err);
	if (g->state >= RAW)
		in_raw(g, c);
	else if (g->state >= COMMENT_START && g->state <= COMMENT_BANG)
		in_comment(g, c);
	else
		in_markup(g, c);
	if (g->state == TEXT && g->raw) {
		/* the parser has seen the script begin: now it sees it end */
		status = xj_buf_addf(out, "</%s>", g->raw) == XJ_OK ? XJ_OK
			: xj_fail(err, XJ_NOMEM, _("out of memory"));
		g->raw = NULL;
		if (status != XJ_OK)
			return status;
	}
	return c == '\n' ? add(out, "\n", 1, err) : XJ_OK;
}

static bool is_odd(char c)
{
	return c == '\r' || c == '\0';
}

/* Bytes at P that pass as they are: of text or of a tag. */
static size_t plain(struct xj_html_gate *g, const char *p, size_t n)
{
	size_t i = 0;

	if (g->state == TEXT) {
		while (i < n && p[i] != '<' && !is_odd(p[i]))
			i++;
		return i;
	}
	while (i < n && g->state >= LONG_NAME && g->state <= VALUE_APOS &&
	       !g->drop && !is_odd(p[i]))
		in_tag(g, p[i++]);
	g->tag += i;
	return i;
}

static enum xj_status pass_odd(struct xj_html_gate *g, char c, struct xj_buf *out,
                               struct xj_error *err)
{
	bool text = g->state == TEXT;

	if (c == '\0' && text)
		return add(out, "\xef\xbf\xbd", 3, err);
	if (c == '<' && text) {
		g->state = OPEN;
		return XJ_OK;
	}
	if (c == '\0')
		c = ' ';
	if (text)
		return add(out, &c, 1, err);
	if (g->state >= TAG_NAME && g->state <= VALUE_APOS)
		return pass_in_tag(g, c, out, err);
	return pass_byte(g, c, out, err);
}

enum xj_status xj_html_gate_pass(struct xj_html_gate *g, struct xj_str in,
                                 struct xj_buf *out, struct xj_error *err)
{
	enum xj_status status = XJ_OK;
	size_t i = 0;

	while (i < in.n && status == XJ_OK) {
		size_t n;

		if (in.p[i] == '\n' && g->cr) { /* CR LF: one of them passed */
			g->cr = false;
			i++;
			continue;
		}
		n = plain(g, in.p + i, in.n - i);
		if (n > 0) {
			g->cr = false;
			status = add(out, in.p + i, n, err);
			i += n;
		} else {
			g->cr = in.p[i] == '\r';
			status = pass_odd(g, g->cr ? '\n' : in.p[i], out, err);
			i++;
		}
		if (status == XJ_OK)
			status = check_tag(g, err);
	}
	return status;
}
