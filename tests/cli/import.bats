#!/usr/bin/env bats
# What an import keeps: every sample with its exact rows and sums, once, the same
# whatever way it comes in.  The numbers are those of samples/README.md.

load cli

setup() {
	plain_environment
}

# parts: layout, rows read = stored + set aside, sums, issues; in order of import.
parts() {
	sql "SELECT printf('%s %d=%d+%d %d %d %d', layout, rows_read, rows_stored, rows_aside,
		income, expense, issues) FROM part WHERE layout NOT IN ('manifest', 'schema')
		ORDER BY id"
}

# issue_list: code, row and column of each, sorted.
issue_list() {
	sql "SELECT code || ' ' || (row - 1) || ' ' || aside FROM issue ORDER BY row, code"
}

import() { # a path below samples/
	try import "$SAMPLES/$1"
}

state() {
	sqlite3 "file:$1/store.db?mode=ro" .dump
	"$XIANJIN" --data "$1" search --limit 1000 --sort id --format json
}

@test "official bundles: rows, sums and settlement tables" {
	import official
	ends_with 0
	same "$(parts)" \
"official 57=57+0 0 1379298 0
official 88=88+0 2983734 0 2
summary 1=1+0 0 0 0
official 43=43+0 0 999333 0
official 70=70+0 2253487 0 0
summary 1=1+0 0 0 0
official 57=57+0 0 1379298 0
official 89=89+0 2975734 0 2
summary 1=1+0 0 0 0"
	same "$(grep -c 'settlement tables: 18 of 18 totals agree' <<<"$out")" 3
	same "$(issue_list)" \
"private-use 29 0
private-use 29 0
private-use 30 0
private-use 30 0"
	has "$out" "404 rows stored, 0 set aside, 4 issues"
	# in force: version 2 and the other candidate
	same "$(answer)" "259|5229221|2378631"
	same "$(answer recipient:范例文)" "146|2975734|1379298"
	same "$(answer recipient:柳樣本)" "113|2253487|999333"
}

@test "official bundles: each subject has the sum of the README" {
	import official
	sums=$(sql "SELECT recipient || ': ' || group_concat(amount, ' ') FROM (SELECT *
		FROM totals_by_subject WHERE direction = 'income' ORDER BY recipient, subject_code)
		GROUP BY recipient ORDER BY recipient")
	same "$sums" \
"柳樣本: 516500 1620000 100000 16000 987
范例文: 538000 1300000 1000000 120000 16500 1234"
	same "$(sql "SELECT sum(amount) FROM entries WHERE subject = '返還捐贈支出'")" 60000
	same "$(sql "SELECT sum(amount) FROM entries WHERE subject = '繳庫支出'")" 12000
	# item by item the settlement tables, as the store keeps them
	same "$(sql "SELECT count(*) FROM summaries y LEFT JOIN totals_by_subject t
		ON t.filing = y.filing AND t.subject_code = y.item
		WHERE y.subject IS NOT NULL AND coalesce(t.amount, 0) <> y.amount")" 0
	same "$(sql "SELECT group_concat(amount, ' ') FROM (SELECT amount FROM summary
		WHERE item = 'income_over_30000' ORDER BY filing)")" "2620000 1889500 2620000"
	same "$(sql "SELECT group_concat(amount, ' ') FROM (SELECT amount FROM summary
		WHERE item = 'balance' ORDER BY filing)")" "1604436 1254154 1596436"
}

@test "official bundles: equal rows all stay, and what is planted is found" {
	import official/account-112050403-1111809901.zip
	same "$(sql "SELECT direction, sum(n - 1) FROM (SELECT direction, count(*) AS n FROM entry
		GROUP BY direction, subject, counterparty, counterparty_id, amount, day, method,
		deposit_day, disposition, monetary, purpose, address, phone, disclose)
		GROUP BY direction")" $'1|3\n2|1'
	same "$(sql "SELECT count(*) FROM entry WHERE counterparty = char(0x200B) || '子虛烏有企業有限公司'")" 1
	same "$(sql "SELECT count(*) FROM entry WHERE counterparty = '林乙丑' AND instr(address, char(0xA0))")" 1
	same "$(sql "SELECT count(*) FROM entry WHERE counterparty = '黃丙寅' AND instr(address, char(10))")" 1
	same "$(sql "SELECT count(*) FROM entry WHERE instr(counterparty, char(0xFFFC6)) OR instr(counterparty, char(0xE962))")" 2
	same "$(sql "SELECT count(*), sum(amount) FROM entry WHERE counterparty = '匿名' AND disposition = 2")" "1|12000"
	same "$(sql "SELECT count(*) FROM entry WHERE counterparty = '王丁卯' AND disposition = 1")" 1
	# one company, two names
	same "$(sql "SELECT count(DISTINCT donor), count(DISTINCT counterparty), sum(amount) FROM entry
		WHERE counterparty LIKE '空中樓閣建設%'")" "1|2|600000"
}

@test "the parts of a bundle as files: the entries of its ZIP" {
	columns="row, seq, direction, subject, kind, counterparty, counterparty_id, id_kind,
		donor, amount, day, method, deposit_day, disposition, monetary, purpose, address,
		phone, place, disclose, line, raw"
	import folder
	ends_with 0
	has "$out" "7 sources: 6 stored, 1 already here"
	same "$(answer)" "145|2983734|1379298"
	files=$(sql "SELECT $columns FROM entry ORDER BY direction, row")
	items=$(sql "SELECT item, amount, text, row FROM summary ORDER BY item")
	XIANJIN_DATA=$BATS_TEST_TMPDIR/zip
	import official/account-112050403-1111809901.zip
	same "$(sql "SELECT $columns FROM entry ORDER BY direction, row")" "$files"
	same "$(sql "SELECT item, amount, text, row FROM summary ORDER BY item")" "$items"
	[ "$(wc -l <<<"$files")" -gt 144 ]
}

@test "parties and surplus filings" {
	import party
	ends_with 0
	has "$out" "15 of 15 totals agree"
	same "$(parts)" \
"official 9=9+0 0 1788834 0
official 42=42+0 13786753 0 3
unknown 1=0+1 0 0 1
summary-party 1=1+0 0 0 0
official 9=9+0 0 1788834 0
official 42=42+0 13246753 0 3
unknown 1=0+1 0 0 1
summary-party 1=1+0 0 0 0"
	same "$(answer)" "51|13246753|1788834"
	same "$(sql "SELECT group_concat(amount, ' ') FROM (SELECT amount FROM summary
		WHERE item = 'balance' ORDER BY filing)")" "11997919 11457919"
	same "$(sql "SELECT DISTINCT kind, serial, account FROM filing f
		JOIN recipient r ON r.id = f.recipient")" "party|113|party"
	import surplus
	ends_with 0
	has "$out" "8 of 8 totals agree"
	same "$(answer recipient:范例文)" "30|666|349650"
	same "$(sql "SELECT account, serial FROM filings WHERE recipient = '范例文'")" "surplus|2"
	same "$(sql "SELECT amount FROM summaries WHERE item = 'previous_balance'")" 1596436
}

@test "CP950: the same incomes as in the bundle" {
	import cp950
	ends_with 0
	same "$(parts)" "official 70=70+0 2253487 0 0"
	same "$(sql "SELECT encoding FROM part")" CP950
}

@test "newspaper tables: rows, sums, and each doubt by row" {
	import legacy/legislators-2008-donations.csv
	ends_with 0
	same "$(parts)" "newspaper-2008 60=60+0 9729000 0 2"
	same "$(issue_list)" $'date-trailing 11 0\ndate-empty 13 0'
	same "$(sql "SELECT group_concat(date(day * 86400, 'unixepoch'), ' ') FROM entry
		WHERE row IN (4, 6, 10)")" "2007-09-10 2007-10-08 2007-05-02"
	same "$(sql "SELECT count(*) FROM entry WHERE day IS NULL")" 2
	import legacy/legislators-2012-donations.csv
	import legacy/legislators-2016-donations.csv
	ends_with 0
	same "$(parts)" \
"newspaper-2008 60=60+0 9729000 0 2
newspaper-2012 60=60+0 7931000 0 3
newspaper-2016 60=60+0 6454000 0 1"
	same "$(sql "SELECT code || ' ' || (row - 1) FROM issue WHERE part > 1 ORDER BY part, row")" \
"date-two-digit 3
date-no-such 11
subject-folded 20
date-trailing 3"
	same "$(answer election:第8屆)" "60|7931000|0"
	# the same rows with older columns
	XIANJIN_DATA=$BATS_TEST_TMPDIR/older
	import legacy/legislators-2016-donations-older.csv
	same "$(parts)" "newspaper-2016 60=60+0 6454000 0 1"
}

@test "newspaper totals: the year in the name says the election, or --election does" {
	for year in "2008 7" "2012 8" "2016 9"; do
		# shellcheck disable=SC2086
		set -- $year
		cp "$SAMPLES/legacy/legislators-$1-totals.csv" "$BATS_TEST_TMPDIR/totals.csv"
		try import "$BATS_TEST_TMPDIR/totals.csv"
		ends_with 0
		same "$(sql "SELECT rows_read, rows_stored, rows_aside FROM part")" "4|0|4"
		same "$(sql "SELECT DISTINCT code FROM issue")" no-election
		rm -r "$XIANJIN_DATA"
		try import --election "第$2屆立法委員選舉" "$BATS_TEST_TMPDIR/totals.csv"
		ends_with 0
		same "$(sql "SELECT rows_read, rows_stored, rows_aside FROM part")" "4|4|0"
		said=$(sql "SELECT recipient, election, item, amount FROM summaries ORDER BY 1, 3")
		rm -r "$XIANJIN_DATA"
		try import "$SAMPLES/legacy/legislators-$1-totals.csv"
		ends_with 0
		same "$(sql "SELECT rows_read, rows_stored, rows_aside FROM part")" "4|4|0"
		same "$(sql "SELECT recipient, election, item, amount FROM summaries ORDER BY 1, 3")" \
			"$said"
		"$XIANJIN" -q import "$SAMPLES/legacy/legislators-$1-donations.csv"
		# the table against the rows: one candidate differs
		same "$(sql "SELECT count(*), sum(y.amount <> coalesce(t.amount, 0)) FROM summaries y
			LEFT JOIN totals_by_subject t ON t.filing = y.filing AND
			t.subject_code = y.item WHERE y.item = '12'")" "4|1"
		same "$(sql "SELECT y.recipient || ' ' || (y.amount - t.amount) FROM summaries y
			JOIN totals_by_subject t ON t.filing = y.filing AND t.subject_code = y.item
			WHERE y.item = '12' AND y.amount <> t.amount")" \
			"$(case $1 in 2008) echo "溫故例 -100000";; 2012) echo "瓦旦．樣本 500000";;
			*) echo "莫須有 45000";; esac)"
		rm -r "$XIANJIN_DATA"
	done
}

@test "the paper form says who filed it by its file's name, or with --recipient" {
	form="$BATS_TEST_TMPDIR/form.csv"
	cp "$SAMPLES/legacy/103年新竹市議員選舉_溫故例.csv" "$form"
	try import "$form"
	ends_with 4
	has "$out" "--recipient"
	same "$(sql "SELECT count(*) FROM source")" 0
	try --data "$BATS_TEST_TMPDIR/named" import "$SAMPLES/legacy/103年新竹市議員選舉_溫故例.csv"
	ends_with 0
	has "$out" "40 rows read = 40 stored + 0 set aside"
	try import --recipient 溫故例 --election 103年新竹市議員選舉 "$form"
	ends_with 0
	has "$out" "40 rows read = 40 stored + 0 set aside; income 909,354; expense 409,235"
	same "$(answer recipient:溫故例 election:103年新竹市)" "40|909354|409235"
	# thousands in groups, dates in words, full-width digits
	same "$(sql "SELECT count(*) FROM entry WHERE day IS NULL")" 0
	same "$(sql "SELECT date(day * 86400, 'unixepoch') FROM entry WHERE row = 8")" 2014-06-05
	same "$(sql "SELECT monetary FROM entry WHERE row = 11")" 0
	# an id that lost its zero is kept as filed, and offered
	same "$(sql "SELECT counterparty_id FROM entry WHERE row = 13")" 1234569
	same "$(sql "SELECT code FROM issue WHERE row = 13")" tax-id-short
}

@test "the crowd's transcription: misspelt, cut short, set aside" {
	import crowd
	ends_with 0
	same "$(parts)" "crowd 64=62+2 1775071 742098 12"
	same "$(sql "SELECT aside_amount FROM part")" 6000
	# what was read is what is stored and what is set aside
	same "$(sql "SELECT income + expense + aside_amount FROM part")" $((1778071 + 745098))
	same "$(issue_list)" \
"subject-folded 3 0
subject-folded 5 0
date-year 7 0
date-year 8 0
date-year 9 0
tax-id-short 10 0
subject-unknown 15 0
two-amounts 17 1
no-amount 19 1
subject-folded 50 0
subject-folded 51 0
subject-unknown 52 0"
	same "$(sql "SELECT DISTINCT recipient, election FROM entries")" "易範本|103年臺北市議員選舉"
	same "$(sql "SELECT count(*) FROM entry WHERE row IN (22, 23, 24) AND kind = 5")" 3
}

@test "the same again: already here, the store the same to the byte" {
	"$XIANJIN" -q import "$SAMPLES/official" "$SAMPLES/party" "$SAMPLES/crowd" >/dev/null
	before=$(sha256sum <"$XIANJIN_DATA/store.db")
	index=$(cd "$XIANJIN_DATA/index" && find . -type f | sort | xargs sha256sum)
	try import "$SAMPLES/official" "$SAMPLES/party" "$SAMPLES/crowd"
	ends_with 0
	same "$(grep -c 'already imported: nothing changed' <<<"$out")" 6
	has "$out" "6 sources: 0 stored, 6 already here, 0 skipped, 0 refused; 0 rows stored"
	same "$(sha256sum <"$XIANJIN_DATA/store.db")" "$before"
	same "$(cd "$XIANJIN_DATA/index" && find . -type f | sort | xargs sha256sum)" "$index"
	# under another name too: the bytes decide
	cp "$SAMPLES"/crowd/*.csv "$BATS_TEST_TMPDIR/other.txt"
	try import --recipient 莫須有 "$BATS_TEST_TMPDIR/other.txt"
	ends_with 0
	has "$out" "already imported"
	same "$(sha256sum <"$XIANJIN_DATA/store.db")" "$before"
}

@test "standard input: a table and a ZIP" {
	status=0
	"$XIANJIN" import - <"$SAMPLES/official/account-112050403-1111809902.zip" \
		>"$BATS_TEST_TMPDIR/out" || status=$?
	ends_with 0
	same "$(answer)" "113|2253487|999333"
	same "$(sql "SELECT name FROM source")" "(stdin)"
	"$XIANJIN" import - <"$SAMPLES/official/account-112050403-1111809902.zip" \
		>"$BATS_TEST_TMPDIR/out"
	has "$(cat "$BATS_TEST_TMPDIR/out")" "already imported"
	"$XIANJIN" -q import - <"$SAMPLES/broken/ragged-row.csv" >"$BATS_TEST_TMPDIR/out"
	has "$(cat "$BATS_TEST_TMPDIR/out")" "10 rows read = 9 stored + 1 set aside"
	# nothing at all is no table
	try import -
	ends_with 4
	has "$out" "empty"
}

@test "a settlement table that differs is shown, with both sums" {
	cp -r "$SAMPLES/folder/account-112050403-1111809901" "$BATS_TEST_TMPDIR/b"
	cd "$BATS_TEST_TMPDIR/b"
	sed -i 's/^\(1,[^,]*,[^,]*,[^,]*,[^,]*,[^,]*,[^,]*,[^,]*\),\([0-9]*\)\.00/\1,9\2.00/' incomes.csv
	more=$(($(awk -F, 'NR == 2 { printf "%d", $9 }' incomes.csv)))
	[ "$more" -gt 900 ]
	zip -q ../b.zip *.csv
	try import ../b.zip
	ends_with 0
	has "$out" "settlement tables: 16 of 18 totals agree"
	has "$out" "differ"
	has "$out" "2,983,734"
	total=$(sql "SELECT sum(income) FROM part")
	[ "$total" -gt 2983734 ]
	has "$out" "$(sed ':a;s/\B[0-9]\{3\}\>/,&/;ta' <<<"$total")"
	try import --format json ../b.zip
	has "$out" '"result":"known"'
}

@test "a second import at the same time is refused at once" {
	"$XIANJIN" -q import "$SAMPLES/cp950" >/dev/null
	before=$(sha256sum <"$XIANJIN_DATA/store.db")
	exec 8>>"$XIANJIN_DATA/lock"
	flock 8
	begin=$(date +%s%N)
	try import "$SAMPLES/party"
	end=$(date +%s%N)
	ends_with 3
	has "$err" "another import"
	has "$err" "$XIANJIN_DATA"
	[ -z "$out" ]
	[ $(((end - begin) / 1000000)) -lt 3000 ] # it waits for nothing, on a busy machine too
	same "$(sha256sum <"$XIANJIN_DATA/store.db")" "$before"
	# a search goes on
	same "$(answer)" "70|2253487|0"
	flock -u 8
	exec 8>&-
	try import "$SAMPLES/party"
	ends_with 0
}

@test "the order of a ZIP's members, and how they are packed, change nothing" {
	entries() {
		sql "SELECT member, n.row, seq, direction, subject, counterparty, counterparty_id,
			donor, amount, day, raw FROM entry n JOIN part p ON p.id = n.part
			ORDER BY member, n.row"
		sql "SELECT item, amount, text, row FROM summary ORDER BY item"
		sql "SELECT version, income_in_force, expense_in_force, summary_in_force FROM filing"
	}
	import official/account-112050403-1111809901.zip
	first=$(entries)
	answer=$(answer)
	cd "$SAMPLES/folder/account-112050403-1111809901"
	ls -r | zip -q -9 "$BATS_TEST_TMPDIR/account-112050403-1111809901.zip" -@
	ls | sort -R --random-source=/dev/zero | zip -q -0 "$BATS_TEST_TMPDIR/stored.zip" -@
	cd /
	for f in account-112050403-1111809901 stored; do
		export XIANJIN_DATA=$BATS_TEST_TMPDIR/$f
		try import "$BATS_TEST_TMPDIR/$f.zip"
		ends_with 0
		has "$out" "18 of 18 totals agree"
		same "$(entries)" "$first"
		same "$(answer)" "$answer"
	done
}

@test "the same sources give the same bytes, whatever the day, place and language" {
	mkdir "$BATS_TEST_TMPDIR/elsewhere"
	cp -r "$SAMPLES" "$BATS_TEST_TMPDIR/elsewhere/samples"
	once() { # data folder
		"$XIANJIN" --data "$1" -q import --recipient 溫故例 official party surplus cp950 \
			crowd legacy broken folder >"$1.proof" 2>/dev/null || true
		"$XIANJIN" --data "$1" export --to "$1.csv" 2>/dev/null
		"$XIANJIN" --data "$1" export --format jsonl --to "$1.jsonl" 2>/dev/null
	}
	cd "$SAMPLES"
	once "$BATS_TEST_TMPDIR/a"
	cd "$BATS_TEST_TMPDIR/elsewhere/samples"
	touch -d 2001-01-01 */*.csv
	umask 077
	TZ=America/Anchorage LC_ALL=C LANGUAGE=zh_TW once "$BATS_TEST_TMPDIR/b"
	cd "$BATS_TEST_TMPDIR"
	same "$(state a | sha256sum)" "$(state b | sha256sum)"
	diff -r a.csv b.csv
	diff -r a.jsonl b.jsonl
	cmp a/store.db b/store.db
	[ "$(ls a.csv | wc -l)" -ge 9 ]
	[ "$(wc -l <a.csv/entries.csv)" -gt 900 ] # the folder and cp950 are there already
	# and not because nothing is in it
	same "$(sqlite3 a/store.db "SELECT count(*) FROM entry")" \
		"$(sqlite3 a/store.db "SELECT sum(rows_stored) FROM part WHERE first_entry IS NOT NULL")"
}

@test "the proof is what the export says" {
	import crowd
	try export --to "$BATS_TEST_TMPDIR/to"
	ends_with 0
	same "$(tail -n +2 "$BATS_TEST_TMPDIR/to/parts.csv" | cut -d, -f 7-13)" \
		"64,62,2,12,1775071,742098,6000"
	for f in "$BATS_TEST_TMPDIR"/to/*.csv; do
		grep -q "\"path\":\"$(basename "$f")\".*\"hash\":\"sha256:$(sha256sum <"$f" | cut -d' ' -f1)\"" \
			"$BATS_TEST_TMPDIR/to/datapackage.json"
	done
	# one row a line but where a cell has a line end: none here
	same "$(wc -l <"$BATS_TEST_TMPDIR/to/entries.csv")" 63
	same "$(wc -l <"$BATS_TEST_TMPDIR/to/issues.csv")" 13
}

@test "verify FILE names the cell that the store has otherwise" {
	income_file "$BATS_TEST_TMPDIR/incomes.csv"
	try import "$BATS_TEST_TMPDIR/incomes.csv"
	ends_with 0
	try verify "$BATS_TEST_TMPDIR/incomes.csv"
	ends_with 0
	sqlite3 "$XIANJIN_DATA/store.db" "UPDATE entry SET amount = amount + 1 WHERE seq = '3'"
	try verify "$BATS_TEST_TMPDIR/incomes.csv"
	ends_with 1
	has "$out" 'row 4, 收入金額: the file says "3000.00", the store "3001.00"'
}
