/*
 * builtin.h - what is compiled in: every rule, its page, the law, and the
 * tables that rules read.  Made by embed.sh at build time.
 */
#ifndef XIANJIN_BUILTIN_H
#define XIANJIN_BUILTIN_H

struct xj_builtin {
	const char *name; /* "anonymous-limit": the file's name without its ending */
	const char *text;
};

extern const struct xj_builtin xj_builtin_rules[]; /* ended by name NULL */
extern const struct xj_builtin xj_builtin_pages[];
extern const struct xj_builtin xj_builtin_pages_zh[];
extern const char xj_builtin_law[];    /* law-tw.csv */
extern const char xj_builtin_tables[]; /* tables.sql */

#endif
