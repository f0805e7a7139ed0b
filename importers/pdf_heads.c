/*
 * pdf_heads.c - owns what stands above and below the items of a settlement form:
 * whose it is, for which election, its dates and its accountant.
 */
#include "importers/pdf_private.h"
#include "xianjin/text.h"
#include "xianjin/values.h"

/* ---- text ------------------------------------------------------------ */

size_t xj_line_find(struct xj_str s, const char *what)
{
	const char *p = s.n ? memmem(s.p, s.n, what, strlen(what)) : NULL;

	return p ? (size_t)(p - s.p) : s.n;
}

bool xj_line_has(struct xj_str s, const char *what)
{
	return xj_line_find(s, what) < s.n;
}

static struct xj_str from(struct xj_str s, size_t at)
{
	return xj_str_of(s.p + at, s.n - at);
}

static struct xj_str behind(struct xj_str s, const char *what)
{
	size_t at = xj_line_find(s, what);

	return at < s.n ? from(s, at + strlen(what)) : XJ_STR("");
}

static void copy(char *to, size_t room, struct xj_str s)
{
	size_t n = s.n < room ? s.n : room - 1;

	while (n > 0 && n < s.n && ((unsigned char)s.p[n] & 0xc0) == 0x80)
		n--;
	if (n)
		memcpy(to, s.p, n);
	to[n] = '\0';
}

static size_t digits(struct xj_str s)
{
	size_t n = 0;

	while (n < s.n && s.p[n] >= '0' && s.p[n] <= '9')
		n++;
	return n;
}

/* ---- what stands above a form ---------------------------------------- */

/* 第1次賸餘 in TEXT; what stands before it is cut off into *REST. */
static struct xj_str surplus_serial(struct xj_str text, struct xj_str *rest)
{
	size_t end = xj_line_find(text, "次賸餘"), at = end;

	if (end == text.n)
		return XJ_STR("");
	while (at >= 3 && memcmp(text.p + at - 3, "第", 3) != 0)
		at--;
	if (at < 3)
		return XJ_STR("");
	*rest = xj_str_of(text.p, at - 3);
	return xj_str_of(text.p + at - 3, end + strlen("次賸餘") - (at - 3));
}

static bool is_name(struct xj_str s)
{
	static const char *const no_names[] = {
		":", "選舉", "監察院", "專刊", "上表", "收支", "單位", "報表", "目錄",
		"申報"
	};
	size_t n = xj_utf8_count(s);

	for (size_t i = 0; i < XJ_COUNT(no_names); i++) {
		if (xj_line_has(s, no_names[i]))
			return false;
	}
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] >= '0' && s.p[i] <= '9')
			return false;
	}
	return n >= 2 && n <= 40;
}

/* 103年直轄市議員選舉[擬參選人] [桃園市] */
static bool take_election(struct xj_forms *f, struct xj_str text)
{
	struct xj_election_name e;
	struct xj_str rest;
	size_t at = 0, end = xj_line_find(text, "選舉");

	if (end == text.n)
		end = xj_line_find(text, "補選");
	if (end == text.n)
		return false;
	end += strlen("選舉");
	while (at < end && (text.p[at] < '0' || text.p[at] > '9') &&
	       memcmp(text.p + at, "第", 3) != 0)
		at++;
	if (!xj_election_parse(xj_str_of(text.p + at, end - at), &e) ||
	    (e.roc_year == 0 && e.term == 0))
		return false;
	copy(f->election, sizeof(f->election), xj_str_of(text.p + at, end - at));
	f->area[0] = '\0';
	rest = from(text, end);
	if (xj_line_has(rest, "擬參選人"))
		rest = behind(rest, "擬參選人");
	if (xj_place_find(rest))
		copy(f->area, sizeof(f->area), rest);
	return true;
}

void xj_form_heading(struct xj_forms *f, struct xj_str text)
{
	if (text.n == 0 || take_election(f, text))
		return;
	if (xj_place_find(text))
		copy(f->area, sizeof(f->area), text);
	else if (is_name(text))
		copy(f->name, sizeof(f->name), text);
}

/* 104年1月1日至..., 104年度...: the year of a party. */
void xj_form_year(struct xj_forms *f, struct xj_str text)
{
	for (size_t i = 0; i < text.n && !f->year[0]; i++) {
		size_t n = digits(from(text, i));
		struct xj_str rest = from(text, i + n);

		if (n >= 2 && n <= 3 && xj_str_starts(rest, XJ_STR("年")) &&
		    (xj_str_starts(rest, XJ_STR("年度")) || xj_line_has(rest, "至")))
			copy(f->year, sizeof(f->year), xj_str_of(text.p + i, n));
		i += n;
	}
}

enum xj_status xj_form_title(struct xj_forms *f, struct xj_str text,
                             struct xj_error *err)
{
	struct xj_str name = xj_str_of(text.p, xj_line_find(text, "收支結算表"));
	struct xj_str before = xj_buf_str(&f->before), serial;
	enum xj_status status;

	if (xj_line_has(name, "政治獻金"))
		name.n = xj_line_find(name, "政治獻金");
	serial = surplus_serial(name, &name);
	if (serial.n == 0)
		serial = surplus_serial(before, &before);
	if (is_name(name))
		copy(f->name, sizeof(f->name), name);
	status = xj_form_open(f, err);
	if (status == XJ_OK && serial.n) {
		f->open->kind = XJ_FORM_SURPLUS;
		status = xj_form_set(f, XJ_SLOT_SERIAL, serial, err);
	}
	xj_form_year(f, text);
	return status;
}

/* ---- what stands below ----------------------------------------------- */

/* The words behind a label and its colon: no blanks but between Latin words. */
static enum xj_status set_name(struct xj_forms *f, const struct xj_form_line *l,
                               size_t at, struct xj_error *err)
{
	const struct xj_glyph *g = l->in->glyph;
	struct xj_buf b;
	enum xj_status status = XJ_OK;

	xj_buf_init(&b, 255);
	for (size_t i = at; i < l->in->n; i++) {
		if (i > at && g[i].gap > 3 * (int64_t)l->height)
			break;
		if (i > at && g[i].gap > 0 && g[i].cp < 0x80 && g[i - 1].cp < 0x80 &&
		    xj_buf_add(&b, " ", 1) != XJ_OK)
			break;
		if (!xj_forms_add_cp(&b, g[i].cp))
			break;
	}
	if (b.n)
		status = xj_form_set(f, XJ_SLOT_NAME, xj_buf_str(&b), err);
	xj_buf_clear(&b);
	return status;
}

/* The glyph behind LABEL and a colon, or 0. */
static size_t behind_label(const struct xj_form_line *l, const char *label)
{
	struct xj_str s = xj_str_c(label);

	for (size_t at = 0; at < l->in->n; at++) {
		size_t i = 0, n = 0;

		while (i < s.n && at + n < l->in->n) {
			if (xj_utf8_next(s, &i) != xj_plain(l->in->glyph[at + n].cp))
				break;
			n++;
		}
		if (n == xj_utf8_count(s) && at + n < l->in->n &&
		    xj_plain(l->in->glyph[at + n].cp) == ':')
			return at + n + 1;
	}
	return 0;
}

/* 註:本件經…會計師事務所…會計師查核簽證, perhaps over two lines. */
static enum xj_status take_cpa(struct xj_forms *f, struct xj_str text,
                               struct xj_error *err)
{
	static const char office[] = "會計師事務所";
	struct xj_str before = xj_buf_str(&f->before);
	struct xj_buf both;
	struct xj_str s, firm;
	enum xj_status status = XJ_OK;

	if (!xj_line_has(text, "查核簽證"))
		return XJ_OK;
	xj_buf_init(&both, 2 * XJ_FORM_TEXT);
	if (!xj_line_has(text, "註"))
		status = xj_buf_add(&both, before.p, before.n);
	if (status == XJ_OK)
		status = xj_buf_add(&both, text.p, text.n);
	if (status != XJ_OK)
		status = xj_forms_no_memory(err);
	s = xj_buf_str(&both);
	if (xj_line_has(s, "經"))
		s = behind(s, "經");
	s.n = xj_line_find(s, "會計師查核簽證");
	firm = xj_str_of(s.p, xj_line_find(s, office));
	if (status == XJ_OK && firm.n < s.n) {
		firm.n += strlen(office);
		status = xj_form_set(f, XJ_SLOT_CPA_FIRM, firm, err);
		if (status == XJ_OK && s.n > firm.n)
			status = xj_form_set(f, XJ_SLOT_CPA_NAME, from(s, firm.n), err);
	}
	xj_buf_clear(&both);
	return status;
}

static const struct {
	const char *text;
	enum xj_slot slot;
} dates[] = {
	{ "結算日期:", XJ_SLOT_SETTLED },
	{ "申報日期:", XJ_SLOT_FILED },
	{ "更正日期:", XJ_SLOT_CORRECTED },
};

static enum xj_status take_dates(struct xj_forms *f, struct xj_str text,
                                 struct xj_error *err)
{
	enum xj_status status = XJ_OK;

	for (size_t i = 0; i < XJ_COUNT(dates) && status == XJ_OK; i++) {
		struct xj_str s = behind(text, dates[i].text);
		size_t end = xj_line_find(s, "日");

		if (end < s.n && digits(s) > 0)
			status = xj_form_set(f, dates[i].slot,
			                     xj_str_of(s.p, end + strlen("日")),
			                     err);
	}
	return status;
}

enum xj_status xj_form_foot(struct xj_forms *f, const struct xj_form_line *l,
                            struct xj_error *err)
{
	static const char *const names[] = { "擬參選人", "政黨名稱", "政黨" };
	static const char *const ends[] = {
		"製表人", "上表", "此致", "註:", "結算日期", "擬參選人:", "政黨名稱:",
		"政黨:"
	};
	enum xj_status status = take_dates(f, l->text, err);

	for (size_t i = 0; i < XJ_COUNT(ends) && f->phase == XJ_PHASE_BODY; i++) {
		if (xj_line_has(l->text, ends[i]))
			f->phase = XJ_PHASE_FOOT;
	}
	for (size_t i = 0; i < XJ_COUNT(names) && status == XJ_OK; i++) {
		/* a candidate's form may name the party, too */
		bool skip = i > 0 && f->open->kind != XJ_FORM_PARTY &&
		            !xj_form_is_party(f->open);
		size_t at = skip ? 0 : behind_label(l, names[i]);

		if (at)
			status = set_name(f, l, at, err);
	}
	return status == XJ_OK ? take_cpa(f, l->text, err) : status;
}
