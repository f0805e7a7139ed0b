/* test_article.c - how articles of the law are called in Chinese. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "src/core/i18n.h"
#include "xianjin/values.h"

static const struct {
	const char *data, *chinese;
} known[] = {
	{ "政治獻金法 Art. 14 I", "政治獻金法第14條第1項" },
	{ "政治獻金法 Art. 15 V", "政治獻金法第15條第5項" },
	{ "政治獻金法 (2008) Art. 15 IV", "政治獻金法（2008 年）第15條第4項" },
	{ "政治獻金法 Art. 7 I(10)", "政治獻金法第7條第1項第10款" },
	{ "政治獻金法 Art. 7 I(7)–(9)", "政治獻金法第7條第1項第7款至第9款" },
	{ "政治獻金查核準則 Art. 15 I, II", "政治獻金查核準則第15條第1項、第2項" },
	{ "政治獻金法 (2004) Art. 15 III, 16 III",
	  "政治獻金法（2004 年）第15條第3項、第16條第3項" },
	{ "政治獻金查核準則 Art. 19 III–IV; 政治獻金法 Art. 20 I",
	  "政治獻金查核準則第19條第3項至第4項；政治獻金法第20條第1項" },
	{ "反滲透法 Art. 3", "反滲透法第3條" },
	{ "財政部 統一編號檢查碼", "財政部 統一編號檢查碼" },
	/* not of our form: as they are */
	{ "some law Art. 3 bis", "some law Art. 3 bis" },
	{ "政治獻金法 Art. 14 I(", "政治獻金法 Art. 14 I(" },
	{ " Art. ", NULL },
	{ "", NULL },
};

static struct xj_str named(const char *data, char room[XJ_ARTICLE_ROOM])
{
	return xj_article_name(xj_str_c(data), room);
}

static void test_chinese(void **state)
{
	char room[XJ_ARTICLE_ROOM];

	(void)state;
	xj_language_set(XJ_CHINESE);
	for (size_t i = 0; i < XJ_COUNT(known) - 2; i++) {
		struct xj_str got = named(known[i].data, room);

		if (!xj_str_eq(got, xj_str_c(known[i].chinese)))
			fail_msg("%s: %.*s", known[i].data, (int)got.n, got.p);
	}
}

static void test_english(void **state)
{
	char room[XJ_ARTICLE_ROOM];

	(void)state;
	xj_language_set(XJ_ENGLISH);
	for (size_t i = 0; i < XJ_COUNT(known); i++)
		assert_true(xj_str_eq(named(known[i].data, room),
		                      xj_str_c(known[i].data)));
}

/* Longer than the room, and every cut of a known one: never more than there is. */
static void test_any_text(void **state)
{
	char room[XJ_ARTICLE_ROOM], text[2000];

	(void)state;
	xj_language_set(XJ_CHINESE);
	for (size_t i = 0; i < XJ_COUNT(known); i++)
		for (size_t n = 0; n <= strlen(known[i].data); n++) {
			char *cut = malloc(n + 1);

			memcpy(cut, known[i].data, n);
			cut[n] = '\0';
			assert_true(named(cut, room).n <= XJ_ARTICLE_ROOM);
			free(cut);
		}
	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	assert_int_equal(named(text, room).n, sizeof(text) - 1);
	memcpy(text, "law Art. 1 I, 2", 15);
	assert_int_equal(named(text, room).n, sizeof(text) - 1);
}

/* No article of the law that travels with the program is left half English. */
static void test_the_law(void **state)
{
	char path[4096], line[4096], room[XJ_ARTICLE_ROOM];
	const char *top = getenv("TOP_SRCDIR");
	size_t articles = 0;
	FILE *f;

	(void)state;
	if (!top)
		skip();
	snprintf(path, sizeof(path), "%s/src/rules/law-tw.csv", top);
	f = fopen(path, "r");
	assert_non_null(f);
	xj_language_set(XJ_CHINESE);
	while (fgets(line, sizeof(line), f)) {
		char *at = strstr(line, " Art. "), *from = at, *end;
		struct xj_str name;

		if (!at)
			continue;
		while (from > line && from[-1] != ',' && from[-1] != '"')
			from--;
		end = from + strcspn(from, from > line && from[-1] == '"' ? "\"" : ",");
		*end = '\0';
		name = named(from, room);
		if (memmem(name.p, name.n, "Art", 3))
			fail_msg("%.*s", (int)name.n, name.p);
		articles++;
	}
	fclose(f);
	assert_true(articles > 100);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_chinese), cmocka_unit_test(test_english),
		cmocka_unit_test(test_any_text), cmocka_unit_test(test_the_law),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
