#!/bin/sh
# embed.sh - prints the C file that holds the rules, their pages, the law and the
# tables as text: embed.sh TOP_OF_THE_SOURCE > builtin.c
set -eu
LC_ALL=C
export LC_ALL
top=$1

# One C string literal a line of FILE.
literal() {
	sed -e 's/\\/\\\\/g' -e 's/"/\\"/g' -e 's/?/\\?/g' -e 's/	/\\t/g' \
		-e 's/^/\t"/' -e 's/$/\\n"/' "$1"
	printf '\t""'
}

one() { # NAME FILE
	printf 'const char %s[] =\n' "$1"
	literal "$2"
	printf ';\n\n'
}

list() { # NAME ENDING FILE...
	printf 'const struct xj_builtin %s[] = {\n' "$1"
	ending=$2
	shift 2
	for file; do
		[ -e "$file" ] || continue
		name=${file##*/}
		[ "$name" = tables.sql ] && continue
		printf '\t{ "%s",\n' "${name%"$ending"}"
		literal "$file"
		printf ' },\n'
	done
	printf '\t{ 0, 0 }\n};\n\n'
}

printf '/* Made by embed.sh; do not edit. */\n#include "src/rules/builtin.h"\n\n'
one xj_builtin_law "$top/src/rules/law-tw.csv"
one xj_builtin_tables "$top/src/rules/tables.sql"
list xj_builtin_rules .sql "$top"/src/rules/*.sql
list xj_builtin_pages .md "$top"/docs/rules/*.md
list xj_builtin_pages_zh .md "$top"/docs/rules/zh/*.md
