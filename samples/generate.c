/*
 * generate.c - xj-samples: the command line of the sample generator.  What is
 * made is in gen_*.c; people and companies in it are invented.
 */
#include "gen.h"

#include <stdlib.h>
#include <string.h>

#define PLANTED_TIMES 2u /* of each fault */

static void usage(FILE *to)
{
	fputs("usage: xj-samples all DIR\n"
	      "       xj-samples rows N [--seed S] FILE.csv\n"
	      "       xj-samples bundle N [--seed S] FILE.zip\n"
	      "       xj-samples planted N [--seed S] DIR\n"
	      "       xj-samples scriptindex FILE.csv OUT.dump\n"
	      "       xj-samples awkward N CONTAINER FILE\n"
	      "       xj-samples office CONTAINER FILE\n"
	      "       xj-samples settlement FILE\n"
	      "       xj-samples hostile KIND FILE\n"
	      "       xj-samples corpus DIR\n"
	      "\n"
	      "all          the small samples that are kept beside this program\n"
	      "rows         one official table of N rows of many accounts\n"
	      "bundle       one account of N rows as an official ZIP\n"
	      "planted      N rows or more of clean filings, and every rule's faults\n"
	      "             among them, with the truth beside them\n"
	      "scriptindex  an official table as the input of Omega's scriptindex\n"
	      "awkward      one table of N rows as offices spoil them; CONTAINER is csv,\n"
	      "             big5, xlsx, ods, xls, html, json or xml\n"
	      "office       a sheet with a title, a header in two rows, totals, two tables\n"
	      "settlement   a printed settlement table: FILE.pdf, or FILE.zip with it, a letter\n"
	      "             and a list of gifts\n"
	      "hostile      bomb-ratio, bomb-total, bomb-nested, huge-cell,\n"
	      "             many-members, overlap\n"
	      "corpus       some hundreds of small ones over all formats\n", to);
}

static uint64_t number(const char *text, const char *what)
{
	char *end;
	unsigned long long v = strtoull(text, &end, 10);

	if (*text < '0' || *text > '9' || *end || v > 1000000000ULL) {
		fprintf(stderr, "xj-samples: %s: %s: a number up to 1000000000"
		        " is expected\n", what, text);
		exit(2);
	}
	return v;
}

static int sized(int argc, char **argv)
{
	uint64_t n = number(argv[2], "N"), seed = 1;
	const char *path;

	if (argc == 6 && strcmp(argv[3], "--seed") == 0)
		seed = number(argv[4], "--seed");
	else if (argc != 4) {
		usage(stderr);
		return 2;
	}
	path = argv[argc - 1];
	if (n < 10) {
		fprintf(stderr, "xj-samples: N is at least 10\n");
		return 2;
	}
	if (strcmp(argv[1], "planted") == 0)
		gen_planted(path, n, PLANTED_TIMES, seed);
	else
		(strcmp(argv[1], "rows") == 0 ? gen_rows : gen_bundle)(path, n, seed);
	return 0;
}

static void all(const char *dir)
{
	gen_mkdir("%s", dir);
	gen_official(dir);
	gen_party_year(dir);
	gen_surplus(dir);
	gen_legacy(dir);
	gen_crowd(dir);
	gen_broken(dir);
}

int main(int argc, char **argv)
{
	const char *verb = argc > 1 ? argv[1] : "";

	if (strcmp(verb, "--help") == 0) {
		usage(stdout);
		return 0;
	}
	if (strcmp(verb, "all") == 0 && argc == 3) {
		all(argv[2]);
	} else if (argc > 3 &&
	           (strcmp(verb, "rows") == 0 || strcmp(verb, "bundle") == 0 ||
	            strcmp(verb, "planted") == 0)) {
		return sized(argc, argv);
	} else if (strcmp(verb, "scriptindex") == 0 && argc == 4) {
		gen_scriptindex(argv[2], argv[3]);
	} else if (strcmp(verb, "awkward") == 0 && argc == 5) {
		gen_container(argv[3], gen_awkward(number(argv[2], "N")), argv[4]);
	} else if (strcmp(verb, "office") == 0 && argc == 4) {
		gen_container(argv[2], gen_office(), argv[3]);
	} else if (strcmp(verb, "settlement") == 0 && argc == 3) {
		gen_printed(argv[2]);
	} else if (strcmp(verb, "corpus") == 0 && argc == 3) {
		gen_corpus(argv[2]);
	} else if (strcmp(verb, "hostile") == 0 && argc == 4) {
		gen_hostile(argv[2], argv[3]);
	} else {
		usage(stderr);
		return 2;
	}
	return 0;
}
