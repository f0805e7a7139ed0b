/*
 * i18n.h - messages in the reader's language.  Message ids are English; the
 * language belongs to the thread, so that one process can answer in both.
 */
#ifndef XIANJIN_I18N_H
#define XIANJIN_I18N_H

#define _(text) xj_tr(text)
#define N_(text) text

#ifdef __cplusplus
extern "C" {
#endif

enum xj_language { XJ_ENGLISH, XJ_CHINESE };

/* MSGID in this thread's language; it lives as long as the process. */
const char *xj_tr(const char *msgid) __attribute__((format_arg(1)));

/* Binds the catalogue (zh_TW/LC_MESSAGES/xianjin.mo of $XIANJIN_LOCALEDIR, or of where
 * it was installed) and lets gettext work where the locale is "C".  Once, before the
 * first message. */
void xj_language_open(void);

/* The language of this thread's messages; English until it is set. */
void xj_language_set(enum xj_language language);
enum xj_language xj_language(void);
/* "en" or "zh". */
const char *xj_language_code(void);

#ifdef __cplusplus
}
#endif
#endif
