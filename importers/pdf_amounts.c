/*
 * pdf_amounts.c - owns which amount of a settlement form belongs to which label.
 *
 * A form has up to three columns (items, subtotals, remarks) whose lines need
 * not be level, and amounts wrap to the line below their label.  So an amount
 * goes to the label close before it in its line; else to one above it in the same
 * column; else to one whose cell has several lines.  Whether that was right the
 * sums tell.
 */
#include "importers/pdf_private.h"
#include "xianjin/text.h"

/* ---- amounts --------------------------------------------------------- */

struct token {
	bool label;      /* else an amount */
	size_t at, n;    /* glyphs */
	size_t wait;     /* of a label: its place among the waiting, or XJ_FORM_LABELS */
};

static bool is_digit(uint32_t cp)
{
	return cp >= '0' && cp <= '9';
}

static uint32_t plain_at(const struct xj_form_line *l, size_t i)
{
	return i < l->in->n ? xj_plain(l->in->glyph[i].cp) : 0;
}

/* Whether the number that ends before glyph I counts years, pages or the like. */
static bool counts_something(const struct xj_form_line *l, size_t i)
{
	static const char units[] = "年月日屆次期號條項頁%";
	struct xj_str s = { units, sizeof(units) - 1 };

	if (i >= l->in->n || l->in->glyph[i].gap > l->height)
		return false;
	for (size_t u = 0; u < s.n; ) {
		if (xj_utf8_next(s, &u) == xj_plain(l->in->glyph[i].cp))
			return true;
	}
	return false;
}

/* The amount at glyph I: its length, or 0.  (1) is a reference, not one. */
static size_t amount_at(const struct xj_form_line *l, size_t i, bool *is_amount)
{
	size_t n = i, first;
	bool bracket = plain_at(l, n) == '(';

	*is_amount = false;
	n += bracket;
	n += plain_at(l, n) == '-';
	first = n;
	if (!is_digit(plain_at(l, n)))
		return 0;
	while (n < l->in->n && (n == first || l->in->glyph[n].gap <= l->height / 3)) {
		uint32_t cp = plain_at(l, n);

		if (!is_digit(cp) && cp != ',' && cp != '.')
			break;
		n++;
	}
	if (bracket) {
		if (plain_at(l, n) != ')')
			return 0;
		n++;
		*is_amount = n - i > 3;
	} else {
		*is_amount = !counts_something(l, n);
	}
	return n - i;
}

static size_t add_waiting(struct xj_forms *f, const struct xj_form_line *l,
                          const struct xj_label *label, size_t at)
{
	const struct xj_glyph *g = &l->in->glyph[at];
	enum xj_slot slot = label->slot;
	struct xj_waiting *w;

	if (f->waits == XJ_FORM_LABELS) {
		memmove(f->wait, f->wait + 1, (XJ_FORM_LABELS - 1) * sizeof(*f->wait));
		f->waits--;
	}
	for (size_t i = 0; i < f->waits; i++) {
		/* the expense side misprints 收入 for 支出 */
		if (slot == XJ_SLOT_INCOME_OVER && f->wait[i].slot == slot)
			slot = XJ_SLOT_EXPENSE_OVER;
	}
	if (slot == XJ_SLOT_INCOME_OVER && f->open->cell[slot].set)
		slot = XJ_SLOT_EXPENSE_OVER;
	w = &f->wait[f->waits];
	*w = (struct xj_waiting){
		.slot = f->open->cell[slot].set ? XJ_SLOT_NONE : slot,
		.x0 = g->x0, .x1 = g[label->n - 1].x1, .bottom = l->in->bottom,
		.beside = label->beside
	};
	return f->waits++;
}

/* The lowest label above the amount at X0..X1, in its column, that has none. */
static struct xj_waiting *label_above(struct xj_forms *f, const struct xj_form_line *l,
                                   int32_t x0, int32_t x1)
{
	for (size_t i = f->waits; f->phase != XJ_PHASE_SHEET && i-- > 0; ) {
		struct xj_waiting *w = &f->wait[i];

		if (!w->done && !w->beside && x0 < w->x1 && x1 > w->x0 &&
		    l->in->top - w->bottom <= 3 * (int64_t)l->height)
			return w;
	}
	return NULL;
}

/* A label between FROM and the amount at X0 that is hardly higher: its cell has
 * several lines, and the amount is level with their middle or end. */
static struct xj_waiting *label_beside(struct xj_forms *f, const struct xj_form_line *l,
                                    int32_t from_x, int32_t x0)
{
	struct xj_waiting *best = NULL;

	for (size_t i = f->waits; i-- > 0; ) {
		struct xj_waiting *w = &f->wait[i];

		if (!w->done && !w->beside && w->x0 >= from_x && w->x1 <= x0 &&
		    l->in->top - w->bottom <= (int64_t)l->height &&
		    (!best || w->x0 > best->x0))
			best = w;
	}
	return best;
}

static enum xj_status bind(struct xj_forms *f, const struct xj_form_line *l,
                           struct xj_waiting *w, size_t at, size_t n,
                           struct xj_error *err)
{
	char text[64]; /* plain characters, so one byte each */

	w->done = true;
	if (n > sizeof(text))
		n = sizeof(text); /* no money: it is named when it is read */
	for (size_t i = 0; i < n; i++)
		text[i] = (char)plain_at(l, at + i);
	if (f->phase == XJ_PHASE_HEAD)
		f->phase = XJ_PHASE_BODY;
	return xj_form_set(f, w->slot, xj_str_of(text, n), err);
}

/* LEFT: the label last seen in the line; ALONE: there is nothing before. */
static struct xj_waiting *owner(struct xj_forms *f, const struct xj_form_line *l,
                             struct xj_waiting *left, bool alone, int32_t x0,
                             int32_t x1)
{
	struct xj_waiting *w;

	if (left && left->done)
		left = NULL;
	if (left && x0 - left->x1 <= 2 * (int64_t)l->height)
		return left;
	w = label_above(f, l, x0, x1);
	if (!w && (left || alone))
		w = label_beside(f, l, left ? left->x1 : INT32_MIN, x0);
	return w ? w : left;
}

static enum xj_status take_amount(struct xj_forms *f, const struct xj_form_line *l,
                                  struct xj_waiting *left, bool alone, size_t at,
                                  size_t n, struct xj_error *err)
{
	const struct xj_glyph *g = &l->in->glyph[at];
	struct xj_waiting *w = owner(f, l, left, alone, g->x0, g[n - 1].x1);

	return w ? bind(f, l, w, at, n, err) : XJ_OK;
}

/* The first item of a form: the form before has it already, or none is open. */
static bool begins_form(const struct xj_forms *f, const struct xj_form_line *l,
                        const struct xj_label *label, size_t at)
{
	bool is_amount;

	if (label->slot != XJ_SLOT_INDIVIDUAL && label->slot != XJ_SLOT_PREVIOUS)
		return false;
	if (amount_at(l, at + label->n, &is_amount) == 0 || !is_amount)
		return false;
	return !f->open || f->phase == XJ_PHASE_FOOT || f->open->cell[label->slot].set;
}

static enum xj_status take_label(struct xj_forms *f, const struct xj_form_line *l,
                                 const struct xj_label *label, size_t at,
                                 struct xj_waiting **left, struct xj_error *err)
{
	enum xj_status status = XJ_OK;

	*left = NULL;
	if (begins_form(f, l, label, at)) {
		status = xj_form_open(f, err);
		if (status == XJ_OK && label->slot == XJ_SLOT_PREVIOUS)
			f->open->kind = XJ_FORM_SURPLUS;
	}
	if (status == XJ_OK && f->open && f->phase != XJ_PHASE_FOOT)
		*left = &f->wait[add_waiting(f, l, label, at)];
	return status;
}

enum xj_status xj_form_items(struct xj_forms *f, const struct xj_form_line *l,
                                 struct xj_error *err)
{
	struct xj_waiting *left = NULL;
	bool alone = true;
	size_t i = 0;
	enum xj_status status = XJ_OK;

	while (i < l->in->n && status == XJ_OK) {
		struct xj_label label;
		bool is_amount;
		size_t n;

		if (xj_label_at(l->in, i, f->phase == XJ_PHASE_SHEET, &label)) {
			status = take_label(f, l, &label, i, &left, err);
			alone = false;
			i += label.n;
			continue;
		}
		n = amount_at(l, i, &is_amount);
		if (n > 0 && is_amount && f->open && f->phase != XJ_PHASE_FOOT) {
			status = take_amount(f, l, left, alone, i, n, err);
			alone = false;
		}
		i += n ? n : 1;
	}
	return status;
}
