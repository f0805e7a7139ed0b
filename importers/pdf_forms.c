/*
 * pdf_forms.c - owns how the lines of a page become settlement forms: where one
 * begins and ends, and which are complete.
 */
#include <stdlib.h>

#include "importers/pdf_private.h"
#include "src/core/i18n.h"
#include "xianjin/limits.h"
#include "xianjin/text.h"
#include "xianjin/values.h"

#define MAX_FORM 65536u /* bytes of a form's cells */

/* ---- text ------------------------------------------------------------ */

enum xj_status xj_forms_no_memory(struct xj_error *err)
{
	return xj_fail(err, XJ_NOMEM, _("out of memory"));
}

bool xj_forms_add_cp(struct xj_buf *b, uint32_t cp)
{
	char utf8[4];

	return xj_buf_add(b, utf8, xj_utf8_put(cp, utf8)) == XJ_OK;
}

static enum xj_status read_text(struct xj_forms *f, struct xj_form_line *l,
                                struct xj_error *err)
{
	struct xj_buf swap = f->before;

	f->before = f->text;
	f->text = swap;
	xj_buf_reset(&f->text);
	if (xj_buf_reserve(&f->text, 1) != XJ_OK)
		return xj_forms_no_memory(err);
	for (size_t i = 0; i < l->in->n; i++) {
		uint32_t cp = xj_plain(l->in->glyph[i].cp);

		if (cp <= ' ' || cp == 0xa0 || cp == 0x3000 || cp == 0x200b)
			continue;
		if (!xj_forms_add_cp(&f->text, cp))
			break; /* long enough to know what it is */
	}
	l->text = xj_buf_str(&f->text);
	return XJ_OK;
}

/* ---- forms ----------------------------------------------------------- */

enum xj_status xj_form_set(struct xj_forms *f, enum xj_slot slot, struct xj_str s,
                           struct xj_error *err)
{
	struct xj_made *m = f->open;
	struct xj_form_cell *c = &m->cell[slot];
	enum xj_status status;

	if (slot == XJ_SLOT_NONE || c->set)
		return XJ_OK;
	*c = (struct xj_form_cell){ m->text.n, s.n, true };
	status = xj_buf_add(&m->text, s.p, s.n);
	if (status == XJ_LIMIT)
		return xj_over(err, "pdf-form", _("page %u: a form is longer than 64 KiB"),
		               f->page);
	return status == XJ_OK ? XJ_OK : xj_forms_no_memory(err);
}

static struct xj_str get(const struct xj_made *m, enum xj_slot slot)
{
	const struct xj_form_cell *c = &m->cell[slot];

	return c->set ? xj_str_of(m->text.p + c->at, c->n) : XJ_STR("");
}

static void free_made(struct xj_made *m)
{
	if (m)
		xj_buf_clear(&m->text);
	free(m);
}

/* The name of the election with its area: 103年桃園市議員選舉. */
static enum xj_status set_election(struct xj_forms *f, struct xj_error *err)
{
	struct xj_election_name e;
	struct xj_buf spelt;
	enum xj_status status;

	if (!f->election[0] || !xj_election_parse(xj_str_c(f->election), &e))
		return XJ_OK;
	if (e.area.n > 0 || !f->area[0])
		return xj_form_set(f, XJ_SLOT_ELECTION, xj_str_c(f->election), err);
	e.area = xj_str_c(f->area);
	xj_buf_init(&spelt, 1024);
	status = xj_election_spell(&e, &spelt);
	if (status != XJ_OK)
		status = xj_forms_no_memory(err);
	if (status == XJ_OK)
		status = xj_form_set(f, XJ_SLOT_ELECTION, xj_buf_str(&spelt), err);
	xj_buf_clear(&spelt);
	return status;
}

bool xj_form_is_party(const struct xj_made *m)
{
	return m->cell[XJ_SLOT_BUSINESS_COSTS].set ||
	       m->cell[XJ_SLOT_ELECTION_COSTS].set || m->cell[XJ_SLOT_NOMINEES].set;
}

static bool has_amounts(const struct xj_made *m)
{
	for (int i = XJ_SLOT_INDIVIDUAL; i < XJ_SLOT_SHEET_END; i++) {
		if (m->cell[i].set)
			return true;
	}
	return false;
}

/* A form is complete; what only looked like one (a list of contents) is not. */
static enum xj_status close_form(struct xj_forms *f, struct xj_error *err)
{
	struct xj_made *m = f->open;
	enum xj_status status = XJ_OK;

	if (!m)
		return XJ_OK;
	if (m->kind == XJ_FORM_CANDIDATE && xj_form_is_party(m))
		m->kind = XJ_FORM_PARTY;
	if (m->kind == XJ_FORM_PARTY && f->year[0])
		status = xj_form_set(f, XJ_SLOT_SERIAL, xj_str_c(f->year), err);
	if (status == XJ_OK && m->name[0])
		status = xj_form_set(f, XJ_SLOT_NAME, xj_str_c(m->name), err);
	f->open = NULL;
	if (status != XJ_OK || !has_amounts(m)) {
		free_made(m);
		return status;
	}
	if (f->last)
		f->last->next = m;
	else
		f->first = m;
	f->last = m;
	return XJ_OK;
}

enum xj_status xj_form_open(struct xj_forms *f, struct xj_error *err)
{
	enum xj_status status = close_form(f, err);

	if (status != XJ_OK)
		return status;
	f->open = calloc(1, sizeof(*f->open));
	if (!f->open)
		return xj_forms_no_memory(err);
	xj_buf_init(&f->open->text, MAX_FORM);
	f->open->page = f->page;
	memcpy(f->open->name, f->name, sizeof(f->name));
	f->name[0] = '\0';
	f->phase = XJ_PHASE_HEAD;
	f->waits = 0;
	f->year[0] = '\0';
	return set_election(f, err);
}

/* ---- lines ----------------------------------------------------------- */

/* The title of a form, not a line of the contents or a sentence about one. */
static bool is_title(struct xj_str text)
{
	static const char *const no_titles[] = {
		"..", "…", "‧‧", "··", "查核", "註:", "上表", "本件"
	};

	for (size_t i = 0; i < XJ_COUNT(no_titles); i++) {
		if (xj_line_has(text, no_titles[i]))
			return false;
	}
	return xj_line_has(text, "收支結算表");
}

/* Whether what heads the next form may come now. */
static bool between_forms(const struct xj_forms *f)
{
	if (f->phase == XJ_PHASE_BODY)
		return f->open->cell[XJ_SLOT_BALANCE].set;
	return f->phase != XJ_PHASE_HEAD;
}

enum xj_status xj_forms_line(void *forms, const struct xj_pdf_line *in,
                             struct xj_error *err)
{
	struct xj_forms *f = forms;
	struct xj_form_line l = {
		.in = in, .height = in->bottom > in->top ? in->bottom - in->top : 1
	};
	enum xj_status status = read_text(f, &l, err);

	if (in->page != f->page)
		f->waits = 0; /* nothing is above the first line of a page */
	f->page = in->page;
	if (status != XJ_OK)
		return status;
	if (is_title(l.text))
		return xj_form_title(f, l.text, err);
	if (f->open && xj_line_has(l.text, "平衡表")) {
		f->phase = XJ_PHASE_SHEET;
		f->waits = 0;
		f->open->kind = XJ_FORM_PARTY;
		return XJ_OK;
	}
	if (f->phase == XJ_PHASE_HEAD)
		xj_form_year(f, l.text);
	status = xj_form_items(f, &l, err);
	if (status == XJ_OK && f->open)
		status = xj_form_foot(f, &l, err);
	if (status == XJ_OK && between_forms(f))
		xj_form_heading(f, l.text);
	return status;
}

enum xj_status xj_forms_finish(struct xj_forms *f, struct xj_error *err)
{
	return close_form(f, err);
}

/* ---- complete forms -------------------------------------------------- */

bool xj_forms_peek(struct xj_forms *f, struct xj_form *out)
{
	const struct xj_made *m = f->first;
	const struct xj_form_column *column;

	memset(out, 0, sizeof(*out));
	if (!m)
		return false;
	out->kind = m->kind;
	out->page = m->page;
	column = xj_form_columns(m->kind, &out->n);
	for (size_t i = 0; i < out->n; i++)
		out->cell[i] = get(m, column[i].slot);
	xj_form_prove(out);
	return true;
}

void xj_forms_drop(struct xj_forms *f)
{
	struct xj_made *m = f->first;

	if (!m)
		return;
	f->first = m->next;
	if (!f->first)
		f->last = NULL;
	free_made(m);
}

enum xj_status xj_forms_new(struct xj_forms **out, struct xj_error *err)
{
	struct xj_forms *f = calloc(1, sizeof(*f));

	*out = NULL;
	if (!f)
		return xj_forms_no_memory(err);
	xj_buf_init(&f->text, XJ_FORM_TEXT);
	xj_buf_init(&f->before, XJ_FORM_TEXT);
	*out = f;
	return XJ_OK;
}

void xj_forms_free(struct xj_forms *f)
{
	if (!f)
		return;
	free_made(f->open);
	while (f->first)
		xj_forms_drop(f);
	xj_buf_clear(&f->text);
	xj_buf_clear(&f->before);
	free(f);
}
