/*
 * i18n.c - owns the language of messages.  gettext is asked for Chinese alone:
 * English is the message ids themselves, so no process-wide setting has to
 * change between one reader and the next.
 */
#include <libintl.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>

#include "src/core/environment.h"
#include "src/core/i18n.h"

#ifndef LOCALEDIR
#define LOCALEDIR "/usr/local/share/locale"
#endif

static _Thread_local enum xj_language language = XJ_ENGLISH;

const char *xj_tr(const char *msgid)
{
	/* to gettext the empty id is the head of the catalogue */
	return language == XJ_ENGLISH || !*msgid ? msgid : dgettext("xianjin", msgid);
}

void xj_language_open(void)
{
	const char *folder = xj_environment("XIANJIN_LOCALEDIR");
	const char *messages = setlocale(LC_MESSAGES, NULL);

	setenv("LANGUAGE", "zh_TW", 1);
	/* gettext translates nothing in the C locale, which is what a machine
	 * without the locale of its own language falls back to */
	if (messages && (!strcmp(messages, "C") || !strcmp(messages, "POSIX")))
		setlocale(LC_MESSAGES, "C.UTF-8");
	bindtextdomain("xianjin", folder ? folder : LOCALEDIR);
	bind_textdomain_codeset("xianjin", "UTF-8");
}

void xj_language_set(enum xj_language l)
{
	language = l;
}

enum xj_language xj_language(void)
{
	return language;
}

const char *xj_language_code(void)
{
	return language == XJ_CHINESE ? "zh" : "en";
}
