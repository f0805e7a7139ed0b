#!/bin/sh
# embed_text.sh - prints the C file of the texts that travel inside the program:
# embed_text.sh HEADER NAME FILE[+FILE...] [NAME FILE ...]
set -eu
LC_ALL=C
export LC_ALL
printf '/* Made by embed_text.sh; do not edit. */\n#include "%s"\n' "$1"
shift
while [ $# -gt 1 ]; do
	printf '\nconst char %s[] =\n' "$1"
	printf '%s' "$2" | tr '+' '\n' | while IFS= read -r file || [ -n "$file" ]; do
		sed -e 's/\\/\\\\/g' -e 's/"/\\"/g' -e 's/?/\\?/g' -e 's/	/\\t/g' \
			-e 's/^/\t"/' -e 's/$/\\n"/' "$file"
	done
	printf '\t"";\n'
	shift 2
done
