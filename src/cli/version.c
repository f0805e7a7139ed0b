/*
 * version.c - owns --version: this program and the libraries it runs with.
 */
#include <sqlite3.h>
#include <stdio.h>

#include "src/cli/cli.h"
#include "src/core/library_crypto.h"
#include "src/core/library_icu.h"
#include "src/core/library_pcre2.h"
#include "src/core/library_zip.h"

#ifndef VERSION_TEXT /* the build says it */
#define VERSION_TEXT "(unreleased)"
#endif

static void line(const char *name, const char *version)
{
	printf("  %-8s %s\n", name, version);
}

static void icu_line(void)
{
	UVersionInfo icu;
	char text[U_MAX_VERSION_STRING_LENGTH] = "-";

	if (!xj_icu_load(NULL)) {
		u_getVersion(icu);
		u_versionToString(icu, text);
	}
	line("ICU", text);
}

static void pcre2_line(void)
{
	char text[64] = "-";

	if (!xj_pcre2_load(NULL) &&
	    pcre2_config(PCRE2_CONFIG_VERSION, NULL) <= (int)sizeof(text))
		pcre2_config(PCRE2_CONFIG_VERSION, text);
	text[strcspn(text, " ")] = '\0';
	line("PCRE2", text);
}

void cli_print_version(void)
{

	printf("xianjin %s\n", VERSION_TEXT);
	line("SQLite", sqlite3_libversion());
#ifdef XAPIAN_VERSION
	line("Xapian", XAPIAN_VERSION);
#endif
	icu_line();
	pcre2_line();
	line("libzip", xj_libzip_load(NULL) ? "-" : zip_libzip_version());
	line("OpenSSL", xj_crypto_load(NULL)
	                ? "-" : OpenSSL_version(OPENSSL_VERSION_STRING));
	printf("%s\n", _("License GPL-3.0-or-later: free software, no warranty."));
}
