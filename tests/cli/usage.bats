#!/usr/bin/env bats
# How wrong command lines, unwritable output and missing data end: the exit codes
# and who gets the message.

load cli

setup() {
	plain_environment
}

@test "without a verb, or with an unknown one, it is a matter of usage" {
	try
	ends_with 2
	[ -z "$out" ]
	has "$err" "--help"
	try serach 甲
	ends_with 2
	has "$err" "serach"
}

@test "wrong options end with 2 and name the option" {
	try search --nonsense
	ends_with 2
	has "$err" "--nonsense"
	try search -z
	ends_with 2
	has "$err" "-z"
	try search --quiet -z
	ends_with 2
	has "$err" "-z"
	try search --amount
	ends_with 2
	has "$err" "--amount"
	try search --quiet=1 甲
	ends_with 2
	has "$err" "--quiet"
	try search --format xml 甲
	ends_with 2
	has "$err" "table|csv|jsonl|json"
	try search --width ten 甲
	ends_with 2
	has "$err" "--width"
	try import --filing-version 0 "$BATS_TEST_FILENAME"
	ends_with 2
	try import --filing-version 99999999999999999999 "$BATS_TEST_FILENAME"
	ends_with 2
	try import --progress=often "$BATS_TEST_FILENAME"
	ends_with 2
	try import --serial never "$BATS_TEST_FILENAME"
	ends_with 2
	try export --format xlsx --to x
	ends_with 2
	[ ! -e "$XIANJIN_DATA" ]
}

@test "wrong filters end with 2 and say what was expected" {
	try search --amount cheap
	ends_with 2
	has "$err" "amount"
	try search --date yesterday
	ends_with 2
	has "$err" "date"
	try search --kind friend
	ends_with 2
	has "$err" "business"
	try search '"unclosed'
	ends_with 2
}

@test "missing words end with 2" {
	for verb in import donor recipient export; do
		try "$verb"
		ends_with 2
		[ -z "$out" ]
		has "$err" "xianjin $verb --help"
	done
	try export a b
	ends_with 2
}

@test "nothing imported yet ends with 3 and makes no folder" {
	for words in "search 甲" "donor 甲" "recipient 甲" "verify"; do
		# shellcheck disable=SC2086
		try $words
		ends_with 3
		[ -n "$err" ]
		[ ! -e "$XIANJIN_DATA" ]
	done
	try export --to "$BATS_TEST_TMPDIR/to"
	ends_with 3
	[ ! -e "$BATS_TEST_TMPDIR/to" ]
}

@test "a path that is not there changes nothing, not even the others" {
	income_file "$BATS_TEST_TMPDIR/a.csv"
	try import "$BATS_TEST_TMPDIR/a.csv" "$BATS_TEST_TMPDIR/nowhere.csv"
	ends_with 3
	has "$err" "nowhere.csv"
	[ -z "$out" ]
	[ ! -e "$XIANJIN_DATA" ]
}

@test "a full disk under the output is noticed" {
	[ -w /dev/full ] || skip "no /dev/full"
	income_file "$BATS_TEST_TMPDIR/a.csv"
	"$XIANJIN" -q import "$BATS_TEST_TMPDIR/a.csv"
	for words in "help" "--version" "search --format table" "search --format csv" \
	             "search --format jsonl" "search --format json" "verify" \
	             "recipient 甄有恆" "--completion-words"; do
		status=0
		# shellcheck disable=SC2086
		"$XIANJIN" $words >/dev/full 2>"$BATS_TEST_TMPDIR/err" || status=$?
		err=$(cat "$BATS_TEST_TMPDIR/err")
		ends_with 3
		[ "$(wc -l <<<"$err")" -eq 1 ]
		has "$err" "No space"
	done
	# an import that cannot be acknowledged says so
	echo >>"$BATS_TEST_TMPDIR/a.csv"
	status=0
	"$XIANJIN" -q import "$BATS_TEST_TMPDIR/a.csv" >/dev/full \
		2>"$BATS_TEST_TMPDIR/err" || status=$?
	ends_with 3
}

@test "a closed standard output is noticed, and never becomes a data file" {
	status=0
	"$XIANJIN" help >&- 2>"$BATS_TEST_TMPDIR/err" || status=$?
	ends_with 3
	income_file "$BATS_TEST_TMPDIR/a.csv"
	status=0
	"$XIANJIN" -q import "$BATS_TEST_TMPDIR/a.csv" <&- >&- 2>&- || status=$?
	ends_with 3
	try verify
	ends_with 0
}

@test "a reader that leaves is no failure and no message" {
	income_file "$BATS_TEST_TMPDIR/a.csv"
	"$XIANJIN" -q import "$BATS_TEST_TMPDIR/a.csv" >/dev/null
	for words in "help" "search" "search --format json" "verify"; do
		status=0
		# shellcheck disable=SC2086
		{ sleep 0.2; "$XIANJIN" $words || echo "exit $?" >&2; } \
			2>"$BATS_TEST_TMPDIR/err" | true
		[ ! -s "$BATS_TEST_TMPDIR/err" ]
	done
}

@test "options may stand anywhere, -- ends them" {
	income_file "$BATS_TEST_TMPDIR/a.csv"
	unset XIANJIN_DATA
	"$XIANJIN" import "$BATS_TEST_TMPDIR/a.csv" --data "$BATS_TEST_TMPDIR/d" -q \
		>/dev/null
	[ -d "$BATS_TEST_TMPDIR/d" ]
	try -d "$BATS_TEST_TMPDIR/d" search 永續 --format=jsonl --amount 1..
	ends_with 0
	[ "$(wc -l <<<"$out")" -eq 2 ]
	try search --format jsonl --data="$BATS_TEST_TMPDIR/d" -- --amount
	ends_with 0
	[ -z "$out" ]
}

@test "the data folder follows the environment" {
	income_file "$BATS_TEST_TMPDIR/a.csv"
	unset XIANJIN_DATA
	"$XIANJIN" -q import "$BATS_TEST_TMPDIR/a.csv" >/dev/null
	[ -d "$HOME/.local/share/xianjin" ]
	XDG_DATA_HOME=$BATS_TEST_TMPDIR/xdg "$XIANJIN" -q import \
		"$BATS_TEST_TMPDIR/a.csv" >/dev/null
	[ -d "$BATS_TEST_TMPDIR/xdg/xianjin" ]
	XIANJIN_DATA=$BATS_TEST_TMPDIR/own XDG_DATA_HOME=$BATS_TEST_TMPDIR/xdg2 \
		"$XIANJIN" -q import "$BATS_TEST_TMPDIR/a.csv" >/dev/null
	[ -d "$BATS_TEST_TMPDIR/own" ]
	[ ! -e "$BATS_TEST_TMPDIR/xdg2" ]
}
