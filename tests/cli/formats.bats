#!/usr/bin/env bats
# What comes out: the proof of an import and the formats of an answer.

load cli

setup() {
	plain_environment
	income_file "$BATS_TEST_TMPDIR/incomes.csv"
}

import() {
	"$XIANJIN" -q import "$BATS_TEST_TMPDIR/incomes.csv" >/dev/null
}

need_jq() {
	command -v jq >/dev/null || skip "no jq"
}

@test "the proof: rows read = stored + set aside, and the sums" {
	try import "$BATS_TEST_TMPDIR/incomes.csv"
	ends_with 0
	has "$out" "4 rows read = 4 stored + 0 set aside"
	has "$out" "income 204,000"
	has "$out" "$(sha256sum "$BATS_TEST_TMPDIR/incomes.csv" | cut -c1-12)"
	[ -z "$err" ]
	try import "$BATS_TEST_TMPDIR/incomes.csv"
	ends_with 0
	has "$out" "already imported"
}

@test "what is refused: named, exit 4, and the others are stored" {
	printf 'no\x00thing\xff\xfe' >"$BATS_TEST_TMPDIR/broken.csv"
	try import "$BATS_TEST_TMPDIR/broken.csv" "$BATS_TEST_TMPDIR/incomes.csv"
	ends_with 4
	has "$out" "refused"
	has "$out" "4 stored"
	has "$err" "refused"
	try search --format jsonl
	[ "$(wc -l <<<"$out")" -eq 4 ]
}

@test "the proof as JSON: one object a source" {
	need_jq
	try import --format jsonl "$BATS_TEST_TMPDIR/incomes.csv" "$BATS_TEST_TMPDIR/incomes.csv"
	ends_with 0
	[ "$(wc -l <<<"$out")" -eq 2 ]
	[ "$(jq -r .result <<<"$out")" = $'stored\nknown' ]
	first=$(head -1 <<<"$out")
	[ "$(jq '[.parts[].rows_read] | add' <<<"$first")" -eq 4 ]
	[ "$(jq '[.parts[].income] | add' <<<"$first")" -eq 204000 ]
	[ "$(jq -r .sha256 <<<"$first")" = "$(sha256sum <"$BATS_TEST_TMPDIR/incomes.csv" | cut -d' ' -f1)" ]
	[ "$(jq -r .reason <<<"$first")" = null ]
}

@test "progress only when asked for, on standard error" {
	try import --progress=always "$BATS_TEST_TMPDIR/incomes.csv"
	ends_with 0
	[ -n "$err" ]
	[[ $out != *"%"* ]]
	[[ $err != *$'\033'* ]]
}

@test "on a terminal the progress line is drawn, and gone at the end" {
	command -v script >/dev/null || skip "no script"
	TERM=xterm script -qec "'$XIANJIN' import '$BATS_TEST_TMPDIR/incomes.csv'" /dev/null \
		</dev/null >"$BATS_TEST_TMPDIR/screen" 2>&1
	grep -q $'\r\033\[K' "$BATS_TEST_TMPDIR/screen"
	[[ $(tail -1 "$BATS_TEST_TMPDIR/screen") == *$'\r\033[K' ]] ||
		! tail -1 "$BATS_TEST_TMPDIR/screen" | grep -q '%'
	NO_COLOR=1 TERM=xterm script -qec \
		"'$XIANJIN' import '$BATS_TEST_TMPDIR/incomes.csv'" /dev/null \
		</dev/null >"$BATS_TEST_TMPDIR/screen" 2>&1
	! grep -q $'\033' "$BATS_TEST_TMPDIR/screen"
}

@test "timings are lines for programs on standard error" {
	try import --timings "$BATS_TEST_TMPDIR/incomes.csv"
	ends_with 0
	for stage in read parse normalise store index all; do
		grep -Eq "^timing $stage [0-9]+\.[0-9]{6} [0-9]+ [0-9]+\$" <<<"$err"
	done
	[ "$(awk '$2 == "all" { print $4 }' <<<"$err")" -eq 4 ]
}

@test "json: exact count and sums, rows with the agreed keys" {
	need_jq
	import
	try search 永續 --format json
	ends_with 0
	[ -z "$err" ]
	[ "$(jq -c '[.count, .sum_income, .sum_expense]' <<<"$out")" = '[2,200000,0]' ]
	[ "$(jq '.rows | length' <<<"$out")" -eq 2 ]
	[ "$(jq -r '.rows[0] | keys_unsorted | .[0:5] | join(",")' <<<"$out")" = \
		"id,recipient,election,serial,version" ]
	[ "$(jq -r '.rows[0].source.sha256' <<<"$out")" = \
		"$(sha256sum <"$BATS_TEST_TMPDIR/incomes.csv" | cut -d' ' -f1)" ]
	[ "$(jq '.rows[0].amount' <<<"$out")" = 100000 ]
	[ "$(jq -r '.facets | type' <<<"$out")" = object ]
	[ "$(jq '.next' <<<"$out")" = null ]
}

@test "jsonl has the rows of json, and csv the same number" {
	need_jq
	import
	try search --format json
	rows=$(jq -c '.rows[]' <<<"$out")
	[ "$(wc -l <<<"$rows")" -eq 4 ]
	try search --format jsonl
	[ "$(jq -c . <<<"$out")" = "$rows" ]
	try search --format csv
	[ "$(wc -l <<<"$out")" -eq 5 ]
	[[ $out != $'\xef\xbb\xbf'* ]]
	[[ $out != *$'\r'* ]]
	has "$out" ",=測試一,"
}

@test "csv for spreadsheets runs nothing" {
	import
	try search --format csv --spreadsheet
	[[ $out == $'\xef\xbb\xbf'* ]]
	has "$out" ",'=測試一,"
	try search --format csv --bom
	[[ $out == $'\xef\xbb\xbf'* ]]
	has "$out" ",=測試一,"
}

@test "a table fits the width it is given, and says what it left out" {
	import
	for width in 60 80 120; do
		try search --width "$width"
		ends_with 0
		while IFS= read -r line; do
			[[ $line == "no room"* ]] || [ "$(wc -L <<<"$line")" -le "$width" ] || {
				echo "wider than $width: $line"
				return 1
			}
		done <<<"$out"
	done
	has "$out" "永續海洋股份有限公司"
	has "$out" "204,000"
}

@test "a table in a pipe is whole, and plain" {
	import
	COLUMNS=40 try search
	has "$out" "永續海洋股份有限公司"
	[[ $out != *$'\033'* ]]
}

@test "a locale without UTF-8 gets rules of dashes, and the same names" {
	import
	LC_ALL=C try search
	has "$out" "永續海洋股份有限公司"
	has "$out" "-----"
	[[ $out != *─* ]]
}

@test "the same question gives the same bytes, whatever the locale" {
	import
	for format in csv jsonl json; do
		try search --format "$format"
		first=$out
		LC_ALL=C TZ=Asia/Taipei try search --format "$format"
		[ "$out" = "$first" ]
		try --lang zh search --format "$format"
		[ "$out" = "$first" ]
	done
}

@test "donor, recipient and verify give JSON too" {
	need_jq
	import
	for words in "donor 永續海洋股份有限公司" "recipient 甄有恆" "verify"; do
		# shellcheck disable=SC2086
		try $words --format json
		ends_with 0
		jq -e 'type == "object"' <<<"$out" >/dev/null
	done
}

@test "verify FILE compares every cell with what is kept" {
	need_jq
	import
	income_file "$BATS_TEST_TMPDIR/same.csv"
	try verify --format json "$BATS_TEST_TMPDIR/same.csv"
	ends_with 0
	[ "$(jq -c '.files[0] | [.result, .rows, .detail]' <<<"$out")" = '["same",4,null]' ]
	[ "$(jq '.files[0].cells' <<<"$out")" -eq 100 ]
	sed -i 's/3000.00/3001.00/' "$BATS_TEST_TMPDIR/same.csv"
	try verify --format json "$BATS_TEST_TMPDIR/same.csv"
	ends_with 1
	[ "$(jq -r '.files[0].result' <<<"$out")" = unknown ]
	try verify "$BATS_TEST_TMPDIR/nowhere.csv"
	ends_with 3
	has "$err" nowhere.csv
}

@test "export writes tables and their description" {
	need_jq
	import
	for format in csv jsonl; do
		try export --format "$format" --to "$BATS_TEST_TMPDIR/to-$format"
		ends_with 0
		[ -z "$out" ]
		jq -e '.resources | length > 0' \
			"$BATS_TEST_TMPDIR/to-$format/datapackage.json" >/dev/null
	done
	try export --to "$BATS_TEST_TMPDIR/to-csv"
	[ "$status" -ne 0 ]
	has "$err" "to-csv"
}

@test "a name cannot steer the terminal" {
	sed -i $'s/=測試一/壞\x1b[2J\xe2\x80\xae名/' "$BATS_TEST_TMPDIR/incomes.csv"
	import
	try search 壞
	ends_with 0
	has "$out" '\x1b[2J<U+202E>'
	[[ $out != *$'\x1b'* ]]
}

@test "a PDF inside a ZIP is read as it is alone; one without a form is noted" {
	command -v pdftotext >/dev/null || skip "no pdftotext"
	cd "$BATS_TEST_TMPDIR"
	"$XJ_SAMPLES" settlement s.zip
	"$XJ_SAMPLES" settlement s.pdf
	try import s.zip
	ends_with 0
	has "$out" "settlement.pdf / page 1 [summary]: 1 rows read = 1 stored"
	has "$out" "gifts.csv [official]: 1 rows read = 1 stored"
	has "$out" "營利事業捐贈收入: rows 0, settlement table 200,000"
	same "$(sql "SELECT code || substr(message, 1, 30) FROM issue WHERE code = 'member-skipped'")" \
		"member-skippedletter.pdf: no settlement form"
	try verify s.zip
	ends_with 0
	XIANJIN_DATA=$BATS_TEST_TMPDIR/alone try import s.pdf
	ends_with 0
	for data in data alone; do
		sqlite3 "$data/store.db" "SELECT item, amount FROM summary ORDER BY 1" >"$data.items"
	done
	[ -s data.items ]
	cmp data.items alone.items
}

@test "a PDF inside a ZIP without pdftotext: its neighbours are read, and why it is not is said" {
	cd "$BATS_TEST_TMPDIR"
	"$XJ_SAMPLES" settlement s.zip
	mkdir bin
	ln -s "$(command -v cat)" bin
	PATH=$BATS_TEST_TMPDIR/bin try import s.zip
	ends_with 0
	has "$out" "gifts.csv [official]: 1 rows read = 1 stored"
	same "$(sql "SELECT count(*) FROM issue WHERE code = 'member-skipped' AND message LIKE '%poppler-utils%'")" 2
}
