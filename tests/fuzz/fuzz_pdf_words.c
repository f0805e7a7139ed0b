/*
 * fuzz_pdf_words.c - settlement forms from the TSV of pdftotext.  Fed whole, in
 * single bytes and in pieces of seven it must come to the same forms; cells are
 * valid UTF-8, no longer than the text, and a form without a doubt does add up.
 */
#include "importers/pdf_forms.h"
#include "tests/fuzz/listen.h"
#include "xianjin/values.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

static int64_t amount(const struct xj_form *form, enum xj_slot slot)
{
	size_t n;
	const struct xj_form_column *column = xj_form_columns(form->kind, &n);

	for (size_t i = 0; i < n; i++) {
		if (column[i].slot == slot)
			return xj_money_parse(form->cell[i]).amount;
	}
	return 0;
}

static void check_sums(const struct xj_form *form)
{
	int64_t in = 0, out = 0;

	if (form->doubt || form->kind == XJ_FORM_SURPLUS)
		return;
	for (int i = XJ_SLOT_INDIVIDUAL; i < XJ_SLOT_INCOME; i++)
		in += amount(form, (enum xj_slot)i);
	for (int i = XJ_SLOT_STAFF; i < XJ_SLOT_EXPENSE; i++)
		out += amount(form, (enum xj_slot)i);
	must(in == amount(form, XJ_SLOT_INCOME));
	must(out == amount(form, XJ_SLOT_EXPENSE));
}

static void hear_forms(struct xj_forms *forms, struct said *s)
{
	struct xj_form form;

	while (xj_forms_peek(forms, &form)) {
		s->rows++;
		add(s, &form.kind, sizeof(form.kind));
		add(s, &form.page, sizeof(form.page));
		must(form.page > 0 && form.doubt_column <= form.n);
		for (size_t i = 0; i < form.n; i++)
			add_cell(s, form.cell[i]);
		check_sums(&form);
		xj_forms_drop(forms);
	}
}

static struct said hear(const uint8_t *p, size_t n, size_t step)
{
	struct said s = { .hash = FOLD_START };
	struct xj_error err = { XJ_OK, "" };
	struct xj_forms *forms;
	struct xj_pdf_words *words;

	must(xj_forms_new(&forms, &err) == XJ_OK);
	must(xj_pdf_words_new(xj_forms_line, forms, &words, &err) == XJ_OK);
	for (size_t i = 0; i < n && s.status == XJ_OK; i += step)
		s.status = xj_pdf_words_feed(words, (const char *)p + i,
		                             n - i < step ? n - i : step, &err);
	if (s.status == XJ_OK)
		s.status = xj_pdf_words_finish(words, &err);
	if (s.status == XJ_OK)
		s.status = xj_forms_finish(forms, &err);
	hear_forms(forms, &s);
	must(s.status == XJ_OK || err.text[0]);
	must(s.bytes <= 64 * n); /* a heading may head many forms */
	xj_pdf_words_free(words);
	xj_forms_free(forms);
	return s;
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct said whole = hear(p, n, n ? n : 1), ones = hear(p, n, 1);
	struct said sevens = hear(p, n, 7);

	must(memcmp(&whole, &ones, sizeof(whole)) == 0);
	must(memcmp(&whole, &sevens, sizeof(whole)) == 0);
	return 0;
}
