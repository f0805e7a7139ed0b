/*
 * spell.c - owns how an entry's cells are usually spelled, so that the store
 * need keep only the cells that were spelled otherwise.
 */
#include "normalise.h"

static const struct xj_str methods[] = {
	[XJ_METHOD_NONE] = { "", 0 },
	[XJ_METHOD_CASH] = { "現金", 6 },
	[XJ_METHOD_TRANSFER] = { "匯款", 6 },
	[XJ_METHOD_CHEQUE] = { "票據", 6 },
	[XJ_METHOD_OTHER] = { "", 0 },
};
static const struct xj_str dispositions[] = {
	[XJ_KEPT] = { "", 0 },
	[XJ_RETURNED] = { "已返還", 9 },
	[XJ_TO_TREASURY] = { "已繳庫", 9 },
};
/* not said, no, yes */
static const struct xj_str monetary[] = { { "", 0 }, { "非金錢", 9 }, { "金錢", 6 } };
static const struct xj_str disclose[] = { { "", 0 }, { "否", 3 }, { "是", 3 } };

enum xj_method xj_method_of(struct xj_str text)
{
	for (unsigned m = 0; m < XJ_METHOD_OTHER; m++)
		if (xj_str_eq(text, methods[m]))
			return (enum xj_method)m;
	return XJ_METHOD_OTHER;
}

bool xj_disposition_of(struct xj_str text, enum xj_disposition *out)
{
	for (unsigned d = 0; d < XJ_COUNT(dispositions); d++) {
		*out = (enum xj_disposition)d;
		if (xj_str_eq(text, dispositions[d]))
			return true;
	}
	*out = XJ_KEPT;
	return false;
}

/* Official tables say 金錢 and 非金錢, older ones 是 and 否. */
bool xj_monetary_of(struct xj_str text, int *out)
{
	for (int v = 0; v < 3; v++) {
		*out = v - 1;
		if (xj_str_eq(text, monetary[v]) || xj_str_eq(text, disclose[v]))
			return true;
	}
	*out = -1;
	return false;
}

bool xj_disclose_of(struct xj_str text, int *out)
{
	for (int v = 0; v < 3; v++) {
		*out = v - 1;
		if (xj_str_eq(text, disclose[v]))
			return true;
	}
	*out = -1;
	return false;
}

struct xj_str xj_plain_cell(int meaning, const struct xj_entry *e)
{
	switch (meaning) {
	case XJ_F_SEQ:
		return e->seq;
	case XJ_F_COUNTERPARTY:
		return e->counterparty;
	case XJ_F_COUNTERPARTY_ID:
		return e->counterparty_id;
	case XJ_F_PURPOSE:
		return e->purpose;
	case XJ_F_ADDRESS:
		return e->address;
	case XJ_F_PHONE:
		return e->phone;
	case XJ_F_METHOD:
		return methods[e->method];
	case XJ_F_DISPOSITION:
		return dispositions[e->disposition];
	case XJ_F_MONETARY:
		return monetary[e->monetary + 1];
	case XJ_F_DISCLOSE:
		return disclose[e->disclose + 1];
	default:
		return (struct xj_str){ "", 0 };
	}
}

enum xj_status xj_cell_spell(const struct xj_layout *layout, int meaning,
                             const struct xj_entry *e, struct xj_buf *out)
{
	const struct xj_subject *subject;
	struct xj_str text;
	char spelled[32];
	size_t n = 0;

	switch (meaning) {
	case XJ_F_DATE:
		n = xj_date_spell(e->day, layout->date_style, spelled);
		break;
	case XJ_F_DEPOSIT_DATE:
		n = xj_date_spell(e->deposit_day, layout->date_style, spelled);
		break;
	case XJ_F_INCOME:
	case XJ_F_EXPENSE:
		if ((meaning == XJ_F_INCOME) != (e->direction == XJ_INCOME)) {
			text = xj_str_c(layout->other_amount);
			return xj_buf_add(out, text.p, text.n);
		}
		n = xj_money_spell(e->amount, layout->money_style, spelled);
		break;
	case XJ_F_SUBJECT:
		subject = xj_subject_by_code(e->subject);
		text = xj_str_c(subject ? subject->name : "");
		return xj_buf_add(out, text.p, text.n);
	default:
		text = xj_plain_cell(meaning, e);
		return xj_buf_add(out, text.p, text.n);
	}
	return xj_buf_add(out, spelled, n);
}
