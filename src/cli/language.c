/*
 * language.c - owns which language the messages are in.  Data never depend on
 * it: numbers, dates and column names in files are the same everywhere.
 */
#include <langinfo.h>
#include <locale.h>

#include "src/cli/cli.h"
#include "src/core/environment.h"

static bool is_plain(const char *locale)
{
	return strcmp(locale, "C") == 0 || strcmp(locale, "POSIX") == 0;
}

static bool is_chinese(const char *text)
{
	return text && strncmp(text, "zh", 2) == 0;
}

/* Like gettext: LANGUAGE, but only where a language is wanted at all. */
static bool wants_chinese(void)
{
	static const char *const names[] = { "LC_ALL", "LC_MESSAGES", "LANG" };
	const char *language = xj_environment("LANGUAGE");
	const char *locale = NULL;

	for (size_t i = 0; i < XJ_COUNT(names) && !locale; i++)
		locale = xj_environment(names[i]);
	if (locale && is_plain(locale))
		return false;
	return is_chinese(language ? language : locale);
}

/* --lang is needed before anything else is said. */
static const char *find_lang(int argc, char **argv)
{
	for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
		if (strncmp(argv[i], "--lang=", 7) == 0)
			return argv[i] + 7;
		if (strcmp(argv[i], "--lang") == 0 && i + 1 < argc)
			return argv[i + 1];
	}
	return NULL;
}

static void choose(bool chinese)
{
	if (chinese)
		xj_language_open();
	xj_language_set(chinese ? XJ_CHINESE : XJ_ENGLISH);
}

bool cli_set_language(struct cli *c, int argc, char **argv)
{
	const char *lang = find_lang(argc, argv);
	bool chinese, known = true;

	/* all text here is UTF-8 whatever the locale: it says what the terminal shows.
	 * Nothing depends on the other categories, and each is a file to open */
	if (!setlocale(LC_CTYPE, ""))
		setlocale(LC_CTYPE, "C.UTF-8"); /* named, but not installed */
	setlocale(LC_MESSAGES, "");
	c->utf8 = strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
	chinese = wants_chinese();
	if (lang && (is_chinese(lang) || strcmp(lang, "en") == 0))
		chinese = is_chinese(lang);
	else if (lang)
		known = false;
	choose(chinese);
	return known;
}
