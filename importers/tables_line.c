/*
 * tables_line.c - owns what a line of a table is: a row, a line of totals or loose
 * text; and whether the totals are those of the rows.
 */
#include "importers/tables.h"
#include "xianjin/limits.h"
#include "xianjin/text.h"
#include "xianjin/values.h"

#define LABEL_BYTES 96u /* a longer text is no label */

/* How a line of totals is called, at the front or the end of the label. */
static const char *const totals_words[] = {
	"合計", "小計", "總計", "共計", "累計", "總和", "總額", "加總", "total",
	"subtotal", NULL
};

/* What a line of totals may say besides: who files, and on what. */
static const int beside_totals[] = {
	XJ_F_NONE, XJ_F_KNOWN, XJ_F_SEQ, XJ_F_RECIPIENT, XJ_F_PARTY, XJ_F_ELECTION,
	XJ_F_TERM, XJ_F_SERIAL, XJ_F_AREA, XJ_F_SUBJECT, XJ_F_PURPOSE, XJ_F_PAGE
};

static bool is_amount(int meaning)
{
	return meaning == XJ_F_INCOME || meaning == XJ_F_EXPENSE ||
	       (meaning >= XJ_ITEM_FIRST && meaning < XJ_ITEM_CPA_FIRM) ||
	       meaning >= XJ_ITEM_SUBJECT_BASE;
}

static bool may_stand_beside(int meaning)
{
	for (size_t i = 0; i < XJ_COUNT(beside_totals); i++)
		if (beside_totals[i] == meaning)
			return true;
	return false;
}

size_t xj_line_filled(const struct xj_row *row)
{
	size_t filled = 0;

	for (size_t i = 0; i < row->n; i++)
		filled += row->cell[i].n > 0;
	return filled;
}

enum xj_status xj_line_text(const struct xj_row *row, struct xj_buf *out)
{
	enum xj_status st = XJ_OK;

	xj_buf_reset(out);
	for (size_t i = 0; i < row->n && !st; i++) {
		struct xj_str s = row->cell[i];

		if (!s.n || (i && xj_str_eq(s, row->cell[i - 1])))
			continue; /* of a merged cell once is enough */
		if (out->n + s.n + 1 > XJ_MAX_CELL_BYTES)
			break;
		st = out->n ? xj_buf_add(out, " ", 1) : XJ_OK;
		if (!st)
			st = xj_buf_add(out, s.p, s.n);
	}
	return st;
}

/* ---- sums --------------------------------------------------------------- */

void xj_sums_begin(struct xj_sums *s, const struct xj_columns *columns)
{
	memset(s, 0, sizeof(*s));
	s->columns = columns;
}

static void add(int64_t *sum, int64_t amount)
{
	if (__builtin_add_overflow(*sum, amount, sum))
		*sum = INT64_MAX; /* no line will agree with it */
}

void xj_sums_add(struct xj_sums *s, const struct xj_row *row)
{
	size_t n = row->n < s->columns->n ? row->n : s->columns->n;

	s->rows++;
	for (size_t i = 0; i < n; i++) {
		struct xj_money m;

		if (!is_amount(s->columns->meaning[i]) || !row->cell[i].n)
			continue;
		m = xj_money_parse(row->cell[i]);
		if (m.doubt)
			continue;
		add(&s->all[i], m.amount);
		add(&s->since[i], m.amount);
	}
}

/* ---- the label ------------------------------------------------------------ */

static bool ends_with(struct xj_str s, struct xj_str end)
{
	return s.n >= end.n && memcmp(s.p + s.n - end.n, end.p, end.n) == 0;
}

/* 合計, 本頁小計, 合計 12 筆, 收入合計（元）: FOLD is the folded cell. */
static bool is_label(struct xj_str fold)
{
	static const char *const behind[] = { "元", "筆" };

	for (bool cut = true; cut && fold.n;) {
		cut = fold.p[fold.n - 1] >= '0' && fold.p[fold.n - 1] <= '9';
		fold.n -= cut;
		for (size_t i = 0; i < XJ_COUNT(behind) && !cut; i++) {
			cut = ends_with(fold, xj_str_c(behind[i]));
			fold.n -= cut ? strlen(behind[i]) : 0;
		}
	}
	for (const char *const *w = totals_words; *w; w++)
		if (ends_with(fold, xj_str_c(*w)) || xj_str_starts(fold, xj_str_c(*w)))
			return true;
	return false;
}

static enum xj_status find_label(const struct xj_row *row, struct xj_buf *fold,
                                 size_t *at)
{
	enum xj_status st = XJ_OK;

	*at = row->n;
	for (size_t i = 0; i < row->n && !st; i++) {
		if (!row->cell[i].n || row->cell[i].n > LABEL_BYTES)
			continue;
		xj_buf_reset(fold);
		st = xj_fold(row->cell[i], fold);
		if (!st && is_label(xj_buf_str(fold))) {
			*at = i;
			return XJ_OK;
		}
	}
	return st;
}

/* ---- totals ----------------------------------------------------------------- */

struct line {
	struct xj_sums *sums;
	const struct xj_row *row;
	size_t label;            /* its column; row->n: none */
	struct xj_str label_fold;
	size_t amounts, other;   /* cells that are sums; that belong to no total */
};

static bool is_other_direction(const struct line *l, int meaning)
{
	static const char income[] = "收入", expense[] = "支出";
	const char *not_mine = meaning == XJ_F_INCOME    ? expense
	                       : meaning == XJ_F_EXPENSE ? income
	                                                 : NULL;

	return not_mine && memmem(l->label_fold.p, l->label_fold.n, not_mine,
	                          strlen(not_mine));
}

/* The sum in column I, if there is one. */
static bool sum_at(const struct line *l, size_t i, int64_t *amount)
{
	int meaning = l->sums->columns->meaning[i];
	struct xj_money m;

	if (!is_amount(meaning) || !l->row->cell[i].n || is_other_direction(l, meaning))
		return false;
	m = xj_money_parse(l->row->cell[i]);
	*amount = m.amount;
	return !m.doubt;
}

static void count_cells(struct line *l)
{
	for (size_t i = 0; i < l->row->n; i++) {
		struct xj_str s = l->row->cell[i];
		int meaning = l->sums->columns->meaning[i];
		bool is_the_label = l->label < l->row->n &&
		                    xj_str_eq(s, l->row->cell[l->label]);
		int64_t amount;

		if (!s.n || is_the_label)
			continue;
		if (sum_at(l, i, &amount))
			l->amounts++;
		else if (!is_amount(meaning) && !may_stand_beside(meaning))
			l->other++;
	}
}

/* The first column whose sum is not the one in SUMS; row->n: all agree. */
static size_t first_wrong(const struct line *l, const int64_t *sums)
{
	for (size_t i = 0; i < l->row->n; i++) {
		int64_t amount;

		if (sum_at(l, i, &amount) && amount != sums[i])
			return i;
	}
	return l->row->n;
}

static size_t first_sum(const struct line *l)
{
	int64_t amount;
	size_t i = 0;

	while (i + 1 < l->row->n && !sum_at(l, i, &amount))
		i++;
	return i;
}

static enum xj_status judge(struct line *l, enum xj_line *kind, struct xj_buf *text,
                            size_t *column)
{
	struct xj_sums *s = l->sums;
	size_t n = l->row->n, wrong = first_wrong(l, s->all);
	enum xj_status st;

	if (wrong < n && first_wrong(l, s->since) == n)
		wrong = n;
	/* without a word for it only the sums themselves tell */
	if (l->label == n && (wrong < n || s->rows < 2 ||
	                      xj_line_filled(l->row) != l->amounts))
		return XJ_OK;
	*kind = wrong < n ? XJ_LINE_TOTALS_DIFFER : XJ_LINE_TOTALS;
	*column = (wrong < n ? wrong : first_sum(l)) + 1;
	st = xj_line_text(l->row, text);
	if (!st && wrong < n)
		st = xj_buf_addf(text, " | %lld", (long long)s->all[wrong]);
	memset(s->since, 0, sizeof(s->since));
	return st;
}

/* Text alone, that does not begin as a row does. */
static bool is_loose(const struct xj_sums *s, const struct xj_row *row,
                     bool past_totals)
{
	size_t filled = xj_line_filled(row), first = 0;

	if (filled == 0 || filled > (past_totals ? 3 : 1))
		return false;
	while (!row->cell[first].n)
		first++;
	if (row->cell[first].p[0] >= '0' && row->cell[first].p[0] <= '9')
		return false;
	for (size_t i = 0; i < row->n && i < s->columns->n; i++)
		if (is_amount(s->columns->meaning[i]) && row->cell[i].n &&
		    !xj_money_parse(row->cell[i]).doubt)
			return false;
	return true;
}

enum xj_status xj_line_kind(struct xj_sums *s, const struct xj_row *row,
                            bool past_totals, enum xj_line *kind,
                            struct xj_buf *text, size_t *column)
{
	struct line l = { .sums = s, .row = row, .label_fold = XJ_STR("") };
	struct xj_buf fold;
	enum xj_status st;

	*kind = XJ_LINE_ROW;
	*column = 0;
	if (row->spoiled)
		return XJ_OK;
	xj_buf_init(&fold, 8 * LABEL_BYTES);
	st = find_label(row, &fold, &l.label);
	if (l.label < row->n)
		l.label_fold = xj_buf_str(&fold);
	if (!st && row->n <= s->columns->n) { /* a text file drops empty cells */
		count_cells(&l);
		if (l.amounts && !l.other)
			st = judge(&l, kind, text, column);
	}
	xj_buf_clear(&fold);
	if (!st && *kind == XJ_LINE_ROW && is_loose(s, row, past_totals))
		*kind = XJ_LINE_LOOSE;
	return st;
}
