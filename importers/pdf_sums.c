/*
 * pdf_sums.c - owns the proof that a printed form was put together rightly: its
 * parts add up to its totals, and those to what is left.
 */
#include "importers/pdf_forms.h"
#include "src/core/i18n.h"
#include "xianjin/values.h"

struct sums {
	int64_t amount[XJ_SLOTS];
	bool known[XJ_SLOTS];
	size_t column[XJ_SLOTS]; /* 1-based, 0: none */
};

static void doubt(struct xj_form *form, const struct sums *s, enum xj_slot slot,
                  const char *why)
{
	if (form->doubt)
		return;
	form->doubt = why;
	form->doubt_column = s->column[slot];
}

static void read_amounts(struct xj_form *form, struct sums *s)
{
	size_t n;
	const struct xj_form_column *column = xj_form_columns(form->kind, &n);

	memset(s, 0, sizeof(*s));
	for (size_t i = 0; i < n; i++) {
		enum xj_slot slot = column[i].slot;
		struct xj_money m;

		s->column[slot] = i + 1;
		if (slot > XJ_SLOT_SHEET_END || form->cell[i].n == 0)
			continue;
		m = xj_money_parse(form->cell[i]);
		s->amount[slot] = m.amount;
		s->known[slot] = m.doubt == XJ_MONEY_SURE;
		if (m.doubt)
			doubt(form, s, slot, N_("an amount that is not a whole number of "
			      "dollars"));
	}
}

/* Whether FIRST to LAST add up to the next slot. */
static void prove_side(struct xj_form *form, struct sums *s, enum xj_slot first,
                       enum xj_slot total, const char *wrong)
{
	int64_t sum = 0; /* two dozen amounts of at most 10^15: no overflow */

	for (int i = first; i < (int)total; i++)
		sum += s->known[i] ? s->amount[i] : 0;
	if (!s->known[total] && form->kind == XJ_FORM_SURPLUS) {
		s->amount[total] = sum; /* that form need not print it */
		s->known[total] = true;
	}
	if (!s->known[total])
		doubt(form, s, total, N_("a total is missing, so nothing proves that the "
		      "form was read rightly; compare it with the page"));
	else if (sum != s->amount[total])
		doubt(form, s, total, wrong);
}

static void prove_balance(struct xj_form *form, const struct sums *s)
{
	int64_t left = s->amount[XJ_SLOT_PREVIOUS] + s->amount[XJ_SLOT_INCOME] -
	               s->amount[XJ_SLOT_EXPENSE];
	int64_t property = s->amount[XJ_SLOT_BOUGHT] - s->amount[XJ_SLOT_SOLD];
	int64_t balance = s->amount[XJ_SLOT_BALANCE];

	if (!s->known[XJ_SLOT_BALANCE])
		doubt(form, s, XJ_SLOT_BALANCE, N_("what is left is missing, so nothing "
		      "proves that the form was read rightly; compare it with the page"));
	else if (balance != left && balance != left + property)
		doubt(form, s, XJ_SLOT_BALANCE, N_("income less expenses is not what is "
		      "left: the form is wrong or was not read rightly; compare it "
		      "with the page"));
}

void xj_form_prove(struct xj_form *form)
{
	enum xj_slot assets = XJ_SLOT_SHEET + 8, claims = XJ_SLOT_SHEET + 13;
	struct sums s;

	form->doubt = NULL;
	form->doubt_column = 0;
	read_amounts(form, &s);
	prove_side(form, &s, XJ_SLOT_INDIVIDUAL, XJ_SLOT_INCOME,
	           N_("the incomes do not add up to their total: the form is wrong or "
	              "was not read rightly; compare it with the page"));
	prove_side(form, &s, XJ_SLOT_STAFF, XJ_SLOT_EXPENSE,
	           N_("the expenses do not add up to their total: the form is wrong or "
	              "was not read rightly; compare it with the page"));
	prove_balance(form, &s);
	if (s.known[assets] && s.known[claims] && s.amount[assets] != s.amount[claims])
		doubt(form, &s, assets, N_("the two sides of the balance sheet differ: "
		      "it is wrong or was not read rightly; compare it with the "
		      "page"));
}
