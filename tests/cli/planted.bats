#!/usr/bin/env bats
# Faults planted among clean filings: every one is found, with exactly its rows,
# and no hard flag (severity C, A) is anywhere else.

load cli.bash

# judge DIR [OPTION...]: imports what is planted in DIR, and lays flags and truth
# side by side in DIR/judged.db
judge() {
	local dir=$1 table

	shift
	export XIANJIN_DATA=$dir/data
	"$XIANJIN" --quiet import "$dir/rows.csv" "$dir/settlement.csv" >/dev/null
	"$XIANJIN" --quiet import --filing-version 2 "$dir/corrected.csv" >/dev/null
	for table in "$dir"/reference/*.csv; do
		"$XIANJIN" --quiet import "$@" --reference "$(basename "$table" .csv)" \
			"$table" >/dev/null
	done
	cp "$XIANJIN_DATA/store.db" "$dir/judged.db"
	sqlite3 "$dir/judged.db" ".mode csv" ".import $dir/truth.csv truth" \
		"CREATE TABLE judged AS SELECT g.rule, g.severity,
			coalesce(f.recipient, '') AS recipient,
			coalesce((SELECT group_concat(seq, ' ') FROM (SELECT n.seq
				FROM flag_entry x JOIN entry n ON n.id = x.entry
				WHERE x.flag = g.id ORDER BY CAST(n.seq AS INTEGER))), '') AS rows
			FROM flag g LEFT JOIN filings f ON f.id = g.filing"
}

setup_file() {
	load cli.bash
	plain_environment
	export PLANTED=$BATS_FILE_TMPDIR/planted
	"$XJ_SAMPLES" planted 20000 "$PLANTED"
	judge "$PLANTED"
}

setup() {
	plain_environment
}

ask() {
	sqlite3 -separator ' | ' "$1/judged.db" "$2"
}

# Every row has a number of its own; a flag without rows is known by who filed.
same="j.rule = t.rule AND j.severity = t.severity AND
	CASE t.rows WHEN '' THEN j.recipient = t.recipient ELSE j.rows = t.rows END"

missed() {
	ask "$1" "SELECT * FROM truth t
		WHERE NOT EXISTS (SELECT 1 FROM judged j WHERE $same)"
}

not_planted() {
	ask "$1" "SELECT * FROM judged j WHERE j.severity IN ('C', 'A')
		AND NOT EXISTS (SELECT 1 FROM truth t WHERE $same)"
}

@test "every planted fault is found, with its rows and its severity" {
	missed=$(missed "$PLANTED")
	echo "$missed"
	[ -z "$missed" ]
	[ "$(ask "$PLANTED" 'SELECT count(*) FROM truth')" -gt 120 ]
}

@test "no hard flag that was not planted" {
	more=$(not_planted "$PLANTED")
	echo "$more"
	[ -z "$more" ]
}

@test "every rule has its faults planted" {
	diff <(ask "$PLANTED" 'SELECT DISTINCT rule FROM truth' | LC_ALL=C sort) \
		<(cd "$TOP_SRCDIR/src/rules" && ls -- *.sql | sed 's/\.sql$//' |
			grep -v '^tables$' | LC_ALL=C sort)
}

@test "what is found is said in one language" {
	message='s/.*"message":"\([^"]*\)".*/\1/'
	export XIANJIN_DATA=$PLANTED/data
	"$XIANJIN" --lang en report --format jsonl | sed "$message" >"$BATS_TEST_TMPDIR/en"
	"$XIANJIN" --lang zh report --format jsonl | sed "$message" >"$BATS_TEST_TMPDIR/zh"
	[ "$(wc -l <"$BATS_TEST_TMPDIR/en")" -gt 150 ]
	# names of parties, bodies and subjects stay as they are
	! grep -E '基率|此處|同類|證號|地址|日內|單筆|全年|單一對象|個人，|營利事業 ' \
		"$BATS_TEST_TMPDIR/en"
	! grep -E '[a-z]{3}|\[|\]|\|' "$BATS_TEST_TMPDIR/zh"
}

@test "the same seed gives the same bytes; other data give the same verdict" {
	"$XJ_SAMPLES" planted 20000 "$BATS_TEST_TMPDIR/again"
	cmp "$BATS_TEST_TMPDIR/again/rows.csv" "$PLANTED/rows.csv"
	cmp "$BATS_TEST_TMPDIR/again/truth.csv" "$PLANTED/truth.csv"
	"$XJ_SAMPLES" planted 30000 --seed 7 "$BATS_TEST_TMPDIR/other"
	! cmp -s "$BATS_TEST_TMPDIR/other/rows.csv" "$PLANTED/rows.csv"
	judge "$BATS_TEST_TMPDIR/other"
	[ -z "$(missed "$BATS_TEST_TMPDIR/other")" ]
	[ -z "$(not_planted "$BATS_TEST_TMPDIR/other")" ]
}

@test "a rule that looks elsewhere is noticed" {
	"$XJ_SAMPLES" planted 20000 "$BATS_TEST_TMPDIR/laxer"
	judge "$BATS_TEST_TMPDIR/laxer" --set anonymous.max=10001
	[ "$(missed "$BATS_TEST_TMPDIR/laxer" | cut -d' ' -f1 | sort -u | tr '\n' ' ')" = \
		"anonymous-limit anonymous-same-day " ]
	"$XJ_SAMPLES" planted 20000 "$BATS_TEST_TMPDIR/stricter"
	judge "$BATS_TEST_TMPDIR/stricter" --set deposit.days.max=2
	[ "$(not_planted "$BATS_TEST_TMPDIR/stricter" | cut -d' ' -f1 | sort -u)" = \
		late-deposit ]
}
