#!/usr/bin/env bats
# Downloads of a whole answer: every row, as many as were counted, with sums and an end.

load ../cli/cli
load web

setup_file() {
	share_data official party surplus crowd
}

setup() {
	use_data
}

# get TARGET: the head and the body of what is answered, in files and $head.
get() {
	try cgi-test "GET $1"
	ends_with 0 || return 1
	sed '/^\r$/q' "$BATS_TEST_TMPDIR/out" >"$BATS_TEST_TMPDIR/head"
	sed '1,/^\r$/d' "$BATS_TEST_TMPDIR/out" >"$BATS_TEST_TMPDIR/body"
	head=$(tr -d '\r' <"$BATS_TEST_TMPDIR/head")
}

@test "CSV holds every row, the sums are in the head and in the last line" {
	all=$(answer "")
	get /en/search.csv
	count=${all%%|*} income=$(cut -d'|' -f2 <<<"$all") expense=${all##*|}
	[ "$count" -gt 256 ] # more than one step of the walk
	has "$head" "Status: 200 OK"
	has "$head" "X-Row-Count: $count"
	has "$head" "X-Sum-Income: $income"
	has "$head" "X-Sum-Expense: $expense"
	has "$head" "Content-Disposition: attachment; filename=\"xianjin.csv\""
	same "$(tail -n 1 "$BATS_TEST_TMPDIR/body")" \
		"# end: $count rows, income $income, expense $expense"
	# the rows themselves, by another reader
	sed '$d' "$BATS_TEST_TMPDIR/body" >"$BATS_TEST_TMPDIR/rows.csv"
	same "$(sqlite3 :memory: ".import --csv $BATS_TEST_TMPDIR/rows.csv t" \
		"SELECT count(*) || '|' || sum(CASE direction WHEN 'income' THEN amount ELSE 0 END)
		 || '|' || sum(CASE direction WHEN 'expense' THEN amount ELSE 0 END),
		 count(DISTINCT id) FROM t")" "$all|$count"
}

@test "the command line gives the same bytes with --all" {
	for format in csv jsonl; do
		get "/en/search.$format?direction=income"
		try search --direction income --all --format $format
		ends_with 0
		cmp "$BATS_TEST_TMPDIR/body" "$BATS_TEST_TMPDIR/out"
	done
	get "/en/search.csv?direction=income&end=no"
	try search --direction income --all --no-end --format csv
	cmp "$BATS_TEST_TMPDIR/body" "$BATS_TEST_TMPDIR/out"
	! grep -q '^# end' "$BATS_TEST_TMPDIR/out"
}

@test "rows come in the order of the question, without gaps and without repeats" {
	for sort in id -amount date relevance; do
		try search --all --no-end --sort $sort --format jsonl
		sed -n 's/^{"id":\([0-9]*\),.*/\1/p' "$BATS_TEST_TMPDIR/out" \
			>"$BATS_TEST_TMPDIR/all"
		: >"$BATS_TEST_TMPDIR/paged"
		after=()
		while :; do
			try search --sort $sort --limit 97 --format json --facet none "${after[@]}"
			ends_with 0
			sed -n 's/^{"id":\([0-9]*\),.*/\1/p' "$BATS_TEST_TMPDIR/out" \
				>>"$BATS_TEST_TMPDIR/paged"
			next=$(json '$.next')
			[ -n "$next" ] || break
			after=(--after "$next")
		done
		cmp "$BATS_TEST_TMPDIR/all" "$BATS_TEST_TMPDIR/paged"
	done
}

@test "JSON Lines end with a line that says so" {
	get "/zh/search.jsonl?kind=business"
	same "$(tail -n 1 "$BATS_TEST_TMPDIR/body")" \
		"$(answer --kind business | sed -E 's/(.*)\|(.*)\|(.*)/{"end":true,"count":\1,"sum_income":\2,"sum_expense":\3}/')"
	get "/zh/search.jsonl?kind=business&end=no"
	! grep -q '"end":true' "$BATS_TEST_TMPDIR/body"
}

@test "a workbook holds every row" {
	get "/zh/search.xlsx?kind=business"
	count=$(sed -n 's/^X-Row-Count: //p' <<<"$head")
	[ "$count" -gt 9 ]
	unzip -p "$BATS_TEST_TMPDIR/body" xl/worksheets/sheet2.xml >"$BATS_TEST_TMPDIR/sheet" 
	same "$(grep -o '<row ' "$BATS_TEST_TMPDIR/sheet" | wc -l)" "$((count + 1))"
}

@test "for spreadsheets: a byte order mark, and nothing runs as a formula" {
	income_file "$BATS_TEST_TMPDIR/f.csv"
	"$XIANJIN" --data "$BATS_TEST_TMPDIR/own" -q import "$BATS_TEST_TMPDIR/f.csv" >/dev/null
	XIANJIN_DATA=$BATS_TEST_TMPDIR/own
	get "/en/search.csv?excel=1"
	same "$(head -c 3 "$BATS_TEST_TMPDIR/body")" $'\xef\xbb\xbf'
	grep -q ",'=測試一," "$BATS_TEST_TMPDIR/body"
	get "/en/search.csv"
	grep -q ",=測試一," "$BATS_TEST_TMPDIR/body"
}

@test "a page of rows is still a page, and its head leads to the next" {
	get "/en/search.csv?limit=5&direction=income"
	same "$(wc -l <"$BATS_TEST_TMPDIR/body")" 6
	next=$(sed -n 's/^Link: <\(.*\)>; rel="next"$/\1/p' <<<"$head")
	has "$next" "/en/search.csv?limit=5&direction=income&after="
	first=$(cut -d, -f1 "$BATS_TEST_TMPDIR/body")
	get "$next"
	same "$(wc -l <"$BATS_TEST_TMPDIR/body")" 6
	[ "$(cut -d, -f1 "$BATS_TEST_TMPDIR/body")" != "$first" ]
}

@test "a cursor that no page gave, or of another order, is refused" {
	for after in zzz D1 D1.2.3 Dxyz.1 "D1.2%00" A1.2; do
		try cgi-test "GET /en/search.json?limit=5&after=$after"
		has "$out" "Status: 400 Bad Request"
		has "$out" "application/problem+json"
	done
}

@test "an import meanwhile is not in an export that has begun" {
	command -v mkfifo >/dev/null || skip "no mkfifo"
	cp -r "$XIANJIN_DATA" "$BATS_TEST_TMPDIR/own"
	mkfifo "$BATS_TEST_TMPDIR/pipe"
	XIANJIN_DATA=$BATS_TEST_TMPDIR/own
	income_file "$BATS_TEST_TMPDIR/f.csv"
	"$XIANJIN" cgi-test 'GET /en/search.csv' >"$BATS_TEST_TMPDIR/pipe" &
	{
		IFS= read -r line <&7 # it has begun
		"$XIANJIN" -q import "$BATS_TEST_TMPDIR/f.csv" >/dev/null
		cat <&7 >"$BATS_TEST_TMPDIR/rest"
	} 7<"$BATS_TEST_TMPDIR/pipe"
	wait
	count=$(tr -d '\r' <"$BATS_TEST_TMPDIR/rest" | sed -n 's/^X-Row-Count: //p')
	same "$(tail -n 1 "$BATS_TEST_TMPDIR/rest" | cut -d' ' -f3)" "$count"
	! grep -q ',=測試一,' "$BATS_TEST_TMPDIR/rest"
	same "$(answer "" | cut -d'|' -f1)" "$((count + 4))"
}
