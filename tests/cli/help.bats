#!/usr/bin/env bats
# What the program says of itself: help, versions, completion and manual pages all
# tell the same.

load cli

setup() {
	plain_environment
	man=$BATS_TEST_DIRNAME/../../docs/man
}

@test "the help names every verb, on standard output" {
	try --help
	ends_with 0
	[ -z "$err" ]
	for verb in $VERBS; do
		grep -q "^  $verb " <<<"$out"
	done
	first=$out
	try help
	ends_with 0
	[ "$out" = "$first" ]
	try -h
	[ "$out" = "$first" ]
}

@test "help VERB is VERB --help" {
	for verb in $VERBS; do
		try help "$verb"
		ends_with 0
		[ -z "$err" ]
		first=$out
		try "$verb" --help
		ends_with 0
		[ "$out" = "$first" ]
		has "$out" "Usage: xianjin $verb"
	done
}

@test "help needs no data folder and makes none" {
	try search --help
	ends_with 0
	[ ! -e "$XIANJIN_DATA" ]
	[ ! -e "$HOME/.local" ]
}

@test "the version names the libraries" {
	try --version
	ends_with 0
	has "$out" "xianjin "
	for library in SQLite ICU PCRE2 libzip OpenSSL; do
		has "$out" "$library"
	done
	first=$out
	try search --version
	[ "$out" = "$first" ]
}

@test "completion offers what the help shows" {
	for verb in $VERBS; do
		try help "$verb"
		help=$out
		try --completion-words "$verb"
		ends_with 0
		[ -n "$out" ]
		for word in $out; do
			has "$help" "${word%=}"
		done
	done
	try --completion-words
	ends_with 0
	for verb in $VERBS; do
		grep -qx "$verb" <<<"$out"
	done
}

@test "completion knows the values of an option" {
	try --completion-words search format
	[ "$out" = $'table\ncsv\njsonl\njson\nxlsx' ]
	try --completion-words import progress
	[ "$out" = $'auto\nalways\nnever' ]
	try --completion-words search amount
	[ -z "$out" ]
}

@test "the shell completes verbs, options and values" {
	completion=$BATS_TEST_DIRNAME/../../src/cli/xianjin.bash
	[ -e "$completion" ] || skip "no completion beside the tests"
	complete_line() { # WORD...: the last one is being completed
		COMP_WORDS=("$XIANJIN" "$@")
		COMP_CWORD=$#
		_xianjin
		printf '%s\n' "${COMPREPLY[@]}"
	}
	# shellcheck disable=SC1090
	source "$completion"
	[ "$(complete_line sea)" = search ]
	[ "$(complete_line search --form)" = "--format=" ]
	[ "$(complete_line search --format = js)" = $'jsonl\njson' ]
	[ "$(complete_line --data x search --format cs)" = csv ]
	[ "$(complete_line help don)" = donor ]
}

@test "a manual page for the program and each verb names all its options" {
	[ -d "$man" ] || skip "no manual pages beside the tests"
	for verb in $VERBS; do
		grep -q -- "$verb" "$man/xianjin.1.scd"
		[ "$verb" = help ] && continue
		try --completion-words "$verb"
		for word in $out; do
			word=${word%=}
			case $word in # those of every verb stand on the first page
			--data | --lang | --quiet | --help | --version)
				grep -qF -- "$word" "$man/xianjin.1.scd" ;;
			*)
				grep -qF -- "$word" "$man/xianjin-$verb.1.scd" || {
					echo "$word is not in xianjin-$verb.1.scd"
					return 1
				} ;;
			esac
		done
	done
}

@test "docs/query.md names every filter" {
	page=$BATS_TEST_DIRNAME/../../docs/query.md
	[ -e "$page" ] || skip "no docs beside the tests"
	try --completion-words search
	for word in $out; do
		word=${word%=}
		case $word in
		--data | --lang | --quiet | --help | --version) ;;
		--width | --ambiguous-width | --bom | --spreadsheet | --format) ;;
		*)
			grep -qF -- "\`${word#--}\`" "$page" || {
				echo "$word is not in query.md"
				return 1
			} ;;
		esac
	done
}

@test "no line of the help is wider than a terminal" {
	for verb in $VERBS; do
		try help "$verb"
		while read -r line; do
			# bytes are not fewer than columns of Han characters
			[ "$(wc -L <<<"$line")" -le 90 ] || {
				echo "too wide: $line"
				return 1
			}
		done <<<"$out"
	done
}

# ---- languages

catalogue() {
	po=$BATS_TEST_DIRNAME/../../po/zh_TW.po
	[ -e "$po" ] || skip "no catalogue beside the tests"
	command -v msgfmt >/dev/null || skip "no msgfmt"
	export XIANJIN_LOCALEDIR=$BATS_TEST_TMPDIR/locale
	mkdir -p "$XIANJIN_LOCALEDIR/zh_TW/LC_MESSAGES"
	msgfmt -c -o "$XIANJIN_LOCALEDIR/zh_TW/LC_MESSAGES/xianjin.mo" "$po"
}

@test "--lang zh speaks Chinese whatever the locale, and before or after the verb" {
	catalogue
	for locale in C C.UTF-8 POSIX no_SUCH.UTF-8 ""; do
		export LC_ALL=$locale
		try --lang zh help
		ends_with 0
		has "$out" "用法"
		try help --lang=zh
		has "$out" "用法"
	done
}

@test "the language follows the environment" {
	catalogue
	unset LC_ALL
	LANG=zh_TW.UTF-8 try help
	has "$out" "用法"
	LC_MESSAGES=zh_TW LANG=en_US.UTF-8 try help
	has "$out" "用法"
	LC_ALL=C.UTF-8 LANGUAGE=zh_TW try help
	has "$out" "用法"
	LC_ALL=en_US.UTF-8 LANG=zh_TW.UTF-8 try help
	has "$out" "Usage"
	LC_ALL=C LANG=zh_TW.UTF-8 try help
	has "$out" "Usage"
	LC_ALL=C LANGUAGE=zh_TW try help
	has "$out" "Usage"
	LANG=zh_TW.UTF-8 try --lang en help
	has "$out" "Usage"
	try help
	has "$out" "Usage"
}

@test "an unknown language is said" {
	try --lang fr help
	ends_with 2
	has "$err" "--lang"
}

@test "the catalogue is complete" {
	catalogue
	[ "$(msgattrib --untranslated "$po" | grep -c '^msgid')" -eq 0 ]
	[ "$(msgattrib --only-fuzzy "$po" | grep -c '^msgid')" -eq 0 ]
}
