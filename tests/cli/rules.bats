#!/usr/bin/env bats
# Rules from the command line: flags made at import, found by searches, listed and
# explained; the law changed; a user's own rules; reference data; lag.

load cli

setup() {
	plain_environment
	tables=$BATS_TEST_TMPDIR/tables
	mkdir "$tables"
	anonymous_file "$tables/incomes.csv"
}

need_jq() {
	command -v jq >/dev/null || skip "no jq"
}

# Four anonymous gifts: at the limit, over it, over it and paid to the treasury, and
# a small one; a gift in cash over its limit.
anonymous_file() {
	local who='甄有恆,111年臺中市市長選舉,首次申報'

	{
		printf '\xef\xbb\xbf%s\r\n' "$header"
		printf '1,%s,1110901,匿名捐贈,匿名,,10000.00,0.00,匯款,1110901,,,金錢,,,,,,,,,,\r\n' "$who"
		printf '2,%s,1110902,匿名捐贈,匿名,,12000.00,0.00,匯款,1110902,,,金錢,,,,,,,,,,\r\n' "$who"
		printf '3,%s,1110903,匿名捐贈,匿名,,15000.00,0.00,匯款,1110903,已繳庫,,金錢,,,,,,,,,,\r\n' "$who"
		printf '4,%s,1110904,匿名捐贈,匿名,,6000.00,0.00,匯款,1110904,,,金錢,,,,,,,,,,\r\n' "$who"
		printf '5,%s,1110905,個人捐贈收入,陳甲子,A12*******,100000.00,0.00,匯款,1110930,,,金錢,臺中市北屯區****,09xx*****,,,,,,,,\r\n' "$who"
		printf '6,%s,1110906,營利事業捐贈收入,永續海洋股份有限公司,12345675,500000.00,0.00,匯款,1110906,,,金錢,臺中市西屯區****,04-2*****,,,,,,,,\r\n' "$who"
	} >"$1"
}

flagged() { # RULE: the 序號 of its entries
	try search "flag:$1" --format jsonl --sort id
	ends_with 0
	[ -z "$out" ] || sed 's/.*"seq":"\([^"]*\)".*/\1/' <<<"$out" | tr '\n' ' '
}

@test "an import tests the rules, and says so in one line" {
	try import "$tables"
	ends_with 0
	[ "$(grep -c '^flags: ' <<<"$out")" -eq 1 ]
	has "$out" "rules hold"
	has "$out" "rules not tested"
	[ "$(flagged anonymous-limit)" = "2 3 " ]
	[ "$(flagged late-deposit)" = "5 " ]
	# nothing new: nothing is said
	try import "$tables"
	ends_with 0
	[ "$(grep -c '^flags: ' <<<"$out")" -eq 0 ]
}

@test "rows carry their rules" {
	need_jq
	"$XIANJIN" import "$tables" >/dev/null
	try search --format json --sort id
	ends_with 0
	[ "$(jq -c '[.rows[] | .flags | index("anonymous-limit") != null]' <<<"$out")" = \
		"[false,true,true,false,false,false]" ]
	[ "$(jq -c '.rows[0] | keys_unsorted | .[-2:]' <<<"$out")" = '["flags","source"]' ]
	try search --width 0
	has "$out" "anonymous-limit"
	try recipient 甄有恆 --format json
	[ "$(jq -c '[.flags[] | select(.rule == "anonymous-limit") | [.severity, .count, .amount]]' \
		<<<"$out")" = '[["A",1,12000],["I",1,15000]]' ]
}

@test "the filter flag: a rule that nobody knows is named" {
	"$XIANJIN" import "$tables" >/dev/null
	try search flag:no-such-rule
	ends_with 2
	has "$err" "no-such-rule"
	try search flag:cash-limit --format jsonl
	ends_with 0
	[ -z "$out" ]
	# with a source, both must hold
	try search flag:anonymous-limit --source incomes --format jsonl
	[ "$(wc -l <<<"$out")" -eq 2 ]
	try search flag:anonymous-limit --source nothing --format jsonl
	[ -z "$out" ]
}

@test "rules are listed with their state, and shown one by one" {
	try rules --format csv
	ends_with 0
	has "$out" "anonymous-limit,AN-02,A,"
	has "$out" "not run"
	[ ! -e "$XIANJIN_DATA" ]
	"$XIANJIN" import "$tables" >/dev/null
	try rules --format csv
	grep -q '^anonymous-limit,.*,holds,1,' <<<"$out"
	grep -q '^cash-limit,.*,nothing found,0,' <<<"$out"
	grep -q '^loss-making-donor,.*,not tested,,' <<<"$out"
	! grep -q ',broken,' <<<"$out"
	try rules anonymous-limit
	ends_with 0
	has "$out" "anonymous.max"
	has "$out" "SELECT"
	try rules no-such-rule
	ends_with 2
	has "$err" "no-such-rule"
	try rules --lang zh
	has "$out" "匿名捐贈"
}

@test "one rule as JSON has its figures by date" {
	need_jq
	try rules anonymous-limit --format json
	ends_with 0
	[ "$(jq -r .severity <<<"$out")" = A ]
	[ "$(jq '.thresholds | length' <<<"$out")" -ge 1 ]
	[ "$(jq '.thresholds[-1].value' <<<"$out")" -eq 10000 ]
	has "$(jq -r .sql <<<"$out")" "gift"
}

own_rules() { # DIR
	mkdir "$1"
	cat >"$1/mine.sql" <<-'END'
		-- id: mine
		-- law: X-01
		-- severity: S
		-- unit: TWD
		-- needs: none
		-- title: Mine | 我的
		-- message: {value} | {value}
		SELECT g.entry AS key, g.entry, g.amount AS value FROM gift g WHERE g.amount = 6000
	END
	sed -e 's/id: mine/id: broken-one/' -e 's/g\.amount = 6000/g.colour = 1/' \
		"$1/mine.sql" >"$1/broken.sql"
	printf 'no header at all\n' >"$1/nothing.sql"
}

@test "a user's own rules: what is broken is named with file and line, the rest runs" {
	own_rules "$BATS_TEST_TMPDIR/mine"
	try import --rules "$BATS_TEST_TMPDIR/mine" "$tables"
	ends_with 0
	has "$err" "broken.sql: line 8: no such column: g.colour"
	has "$err" "nothing.sql: line 1: "
	has "$out" "1 broken"
	[ "$(flagged mine)" = "4 " ]
	[ "$(flagged anonymous-limit)" = "2 3 " ]
	try rules --rules "$BATS_TEST_TMPDIR/mine" --format csv
	grep -q '^broken-one,.*,broken,,.*line 8' <<<"$out"
	grep -q '^mine,.*,holds,1,' <<<"$out"
	try import --rules /nonexistent "$tables"
	ends_with 3
}

@test "the law changed: flags are made again, or only compared" {
	need_jq
	"$XIANJIN" import "$tables" >/dev/null
	before=$(sha256sum "$XIANJIN_DATA/store.db")
	try whatif --set anonymous.max=5000 --rule anonymous-limit --format json
	ends_with 0
	[ "$(jq -c '.rows' <<<"$out")" = '[{"rule":"anonymous-limit","election":"111年臺中市市長選舉","recipient":"甄有恆","flags_now":1,"flags_then":3,"entries_now":1,"entries_then":3,"amount_now":12000,"amount_then":28000}]' ]
	[ "$(jq '.changes | length' <<<"$out")" -ge 1 ]
	[ "$before" = "$(sha256sum "$XIANJIN_DATA/store.db")" ]
	[ "$(flagged anonymous-limit)" = "2 3 " ]
	try import --set anonymous.max=5000 "$tables"
	ends_with 0
	[ "$(flagged anonymous-limit)" = "1 2 3 4 " ]
	# the next plain import goes back to the law
	try import "$tables"
	[ "$(flagged anonymous-limit)" = "2 3 " ]
}

# What a rule finds by the law as it is: from its flags in the store, which were made with
# all entries read; and made again with no more read than its query is seen to need.
now_of() { # RULE ARGUMENT...
	local rule=$1
	shift
	"$XIANJIN" whatif "$@" --format csv |
		awk -F, -v r="$rule" 'NR > 1 && $1 == r && $4 + $6 { print $2, $3, $4, $6, $8 }'
}

@test "whatif finds now what the import has found, with few of the entries read" {
	local rule name asked=0
	"$XIANJIN" -q import "$SAMPLES"/{official,crowd,party,surplus} >/dev/null
	for rule in $("$XIANJIN" report --format csv | awk -F, 'NR > 1 { print $1 }' | sort -u); do
		for name in $(grep -o "'[a-z-]*\.[a-z.-]*'" "$TOP_SRCDIR/src/rules/$rule.sql" |
			tr -d \' | sort -u); do
			stored=$(now_of "$rule" --set "$name=1")
			made=$(now_of "$rule" --set "$name=1" --rule "$rule")
			[ "$stored" = "$made" ] || { echo "$rule $name"; diff <(echo "$stored") <(echo "$made"); return 1; }
			[ -z "$stored" ] || asked=$((asked + 1))
		done
	done
	[ "$asked" -ge 15 ]
}

@test "whatif says what was wrong with the question" {
	"$XIANJIN" import "$tables" >/dev/null
	try whatif
	ends_with 2
	try whatif --set anonymous.maximum=5
	ends_with 2
	has "$err" "anonymous.max"
	try whatif --set anonymous.max
	ends_with 2
}

@test "a table of the law of one's own, and one that contradicts itself" {
	printf 'name,kind,office,from,to,value,unit,article,source,confidence,rule_base_id\nanonymous.max,anonymous,,,,14000,TWD,1,mine,V,AN-02\n' >"$BATS_TEST_TMPDIR/law.csv"
	try import --law "$BATS_TEST_TMPDIR/law.csv" "$tables"
	ends_with 0
	[ "$(flagged anonymous-limit)" = "3 " ]
	try rules --law "$BATS_TEST_TMPDIR/law.csv" --format csv
	printf 'anonymous.max,anonymous,,2020-01-01,,9,TWD,1,mine,V,AN-02\n' >>"$BATS_TEST_TMPDIR/law.csv"
	try rules --law "$BATS_TEST_TMPDIR/law.csv"
	ends_with 4
	has "$err" "law.csv: row 3"
}

@test "reference data make more rules testable" {
	"$XIANJIN" import "$tables" >/dev/null
	printf 'tax_id,year\n12345675,2021\nnobody,2021\n' >"$BATS_TEST_TMPDIR/loss.csv"
	try import --reference loss "$BATS_TEST_TMPDIR/loss.csv"
	ends_with 0
	has "$out" "loss: 1 rows stored, 1 left out"
	[ "$(flagged loss-making-donor)" = "6 " ]
	try rules --format csv
	grep -q '^loss-making-donor,.*,holds,1,' <<<"$out"
	try import --reference weather "$BATS_TEST_TMPDIR/loss.csv"
	ends_with 2
	has "$err" "party_business"
	printf 'tax_id,year\n12345675,someday\n' >"$BATS_TEST_TMPDIR/loss.csv"
	try import --reference loss "$BATS_TEST_TMPDIR/loss.csv"
	ends_with 4
	has "$err" "row 2, year"
	[ "$(flagged loss-making-donor)" = "6 " ]
}

@test "gifts in kind: a word anywhere in a table shows that the table has such words" {
	local who='甄有恆,111年臺中市市長選舉,首次申報'

	# far from each other: the word on the first row, the gift without one on the last
	for word in 桌椅 ''; do
		rm -rf "$XIANJIN_DATA"
		awk -v head="$header" -v who="$who" -v word="$word" 'BEGIN { print head
			for (i = 1; i <= 10100; i++)
				printf "%d,%s,1110901,個人捐贈收入,陳甲子,A12*******,%d.00,0.00,%s,,,%s,%s,臺中市北屯區****,04-2*****,,,,,,,,\n",
				       i, who, i == 10100 ? 5000 : 100, i == 10100 ? "" : "匯款",
				       i == 1 ? word : "", i == 10100 ? "非金錢" : "金錢" }' >"$tables/incomes.csv"
		"$XIANJIN" import "$tables" >/dev/null
		try report --rule in-kind-value --format jsonl
		ends_with 0
		[ "$(wc -l <<<"$out")" -eq 1 ]
		has "$out" '"seq":"10100"'
		if [ -n "$word" ]; then
			has "$out" '"severity":"F"'
			has "$out" '"exempt":null'
		else
			has "$out" '"severity":"I"'
			has "$out" '"exempt":"not-published"'
			"$XIANJIN" cgi-test 'GET /en/flags?rule=in-kind-value' |
				grep -q 'the table has no such words to show'
		fi
	done
}

@test "flags left behind are made by the next question" {
	command -v sqlite3 >/dev/null || skip "no sqlite3"
	"$XIANJIN" import "$tables" >/dev/null
	# as after a kill between the entries and the rules
	sqlite3 "$XIANJIN_DATA/store.db" "DELETE FROM flag_entry; DELETE FROM flag;
		UPDATE meta SET value = value + 1 WHERE key = 'revision'"
	[ "$(flagged anonymous-limit)" = "2 3 " ]
	try verify
	ends_with 0
}

@test "the same sources give the same flags" {
	command -v sqlite3 >/dev/null || skip "no sqlite3"
	"$XIANJIN" import "$SAMPLES/official" >/dev/null
	"$XIANJIN" --data "$BATS_TEST_TMPDIR/other" import "$SAMPLES/official" >/dev/null
	for data in "$XIANJIN_DATA" "$BATS_TEST_TMPDIR/other"; do
		sqlite3 "$data/store.db" "SELECT * FROM flag; SELECT * FROM flag_entry" \
			>"$BATS_TEST_TMPDIR/$(basename "$data").dump"
	done
	[ -s "$BATS_TEST_TMPDIR/data.dump" ]
	cmp "$BATS_TEST_TMPDIR/data.dump" "$BATS_TEST_TMPDIR/other.dump"
}

@test "lag: by money, and what is unknown is said" {
	need_jq
	"$XIANJIN" import "$tables" >/dev/null
	try lag --format json
	ends_with 0
	[ "$(jq .gifts <<<"$out")" -eq 6 ]
	[ "$(jq .amount <<<"$out")" -eq 643000 ]
	[ "$(jq -c '.intervals[] | select(.to == "deposit") | [.p50, .p90, .most, .gifts]' <<<"$out")" = "[0,25,25,6]" ]
	# polling day 2022-11-26, the company gave on 2022-09-06
	[ "$(jq -c '.intervals[] | select(.to == "polling") | .p50' <<<"$out")" = 81 ]
	[ "$(jq -c '.intervals[] | select(.to == "filed") | [.gifts, .p50, .unknown_amount]' <<<"$out")" = "[0,null,643000]" ]
	[ "$(jq -c '.rows[0] | [.before_polling, .before_polling_bp, .public_before_polling, .public_from]' <<<"$out")" = \
		'[643000,10000,0,"2023-08-26"]' ]
	try lag
	has "$out" "100.00 %"
	try lag more
	ends_with 2
}
