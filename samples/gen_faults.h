/*
 * gen_faults.h - one fault as rows to write, and what must be found of it.
 * The table is gen_faults.c; gen_planted.c writes it out.
 */
#ifndef XIANJIN_SAMPLES_GEN_FAULTS_H
#define XIANJIN_SAMPLES_GEN_FAULTS_H

#include <stdbool.h>
#include <stdint.h>

enum { /* .lacks */
	GEN_NO_ID = 1, GEN_NO_ADDRESS = 2, GEN_NO_PHONE = 4, GEN_NOTHING = 7
};

enum gen_race { /* of a fault's first filing */
	GEN_MAYOR, GEN_COUNCIL, GEN_PRESIDENT, GEN_PARTY_YEAR, GEN_SURPLUS
};

enum gen_beside { /* how a further filing stands to the first */
	GEN_OTHER_RACE, GEN_SAME_RACE, GEN_SAME_RECIPIENT
};

enum gen_settled { GEN_RIGHT, GEN_WRONG_SUM, GEN_NO_ACCOUNTANT, GEN_LATE };

/* A row; where .rule stands a fault begins, and what it says of all its rows. */
struct gen_fault {
	const char *rule;
	char severity;        /* as flagged: I where it is exempt */
	enum gen_race race;
	enum gen_beside beside;
	enum gen_settled settled;
	bool alone;           /* no clean rows in these filings */
	bool whole;           /* a flag of each filing, without rows */
	const char *table;    /* reference data, and its lines: $i tax id and $n name */
	const char *lines;    /* of firm 1, $e election, $a and $b recipients */

	char filing;          /* 0 first, 'B' second ... */
	unsigned code;        /* 0: no row, only the filing */
	int day;              /* 1110801 */
	int64_t amount, more; /* each further time MORE than the last */
	unsigned times;       /* 0 once */
	unsigned every;       /* days between */
	char who;             /* 'p' one person, '1' '2' .. a firm, each the same within
	                         the fault; 0 a new person, 'f' a new firm each time,
	                         'a' 'b' .. who files; '-' nobody */
	const char *name, *id; /* instead; # is the number of the fault */
	const char *method;   /* NULL transfer; "" in kind */
	int lag;              /* days to the account */
	const char *back;     /* 已返還, 已繳庫 */
	const char *purpose;
	unsigned lacks;
	bool found;           /* is evidence */
};

extern const struct gen_fault gen_faults[]; /* ended by code 0 without a rule */

#endif
