#!/usr/bin/env bats
# A draft before it is filed: what is wrong, where, by which article, how to mend it;
# and that nothing of it stays anywhere.

load cli

setup() {
	plain_environment
	cd "$BATS_TEST_TMPDIR"
	unset XIANJIN_DATA
	export TMPDIR=$BATS_TEST_TMPDIR/tmp XDG_DATA_HOME=$BATS_TEST_TMPDIR/xdg
	export XDG_CACHE_HOME=$BATS_TEST_TMPDIR/xdg XDG_CONFIG_HOME=$BATS_TEST_TMPDIR/xdg
	mkdir -p "$TMPDIR" "$XDG_DATA_HOME"
	canary=諸葛測試鳥
	draft >draft.csv
}

gift() {
	seq=$((seq + 1))
	printf '%s,甄有恆,111年臺中市市長選舉,首次申報,%s,%s,%s,%s,%s,0.00,%s,%s,%s,,金錢,臺中市西屯區樣本路1號,04-22222222,,,,,,,,\r\n' \
		"$seq" "$@"
}

begin() {
	seq=0
	printf '\xef\xbb\xbf%s\r\n' "$header"
}

# Row 2 is good; 3 late and of a full name to look for, 4 anonymous and too much,
# 5 a date that is none, 6 cash; 7 cannot be read.
draft() {
	begin
	gift 1110815 個人捐贈收入 陳甲子 A123456789 3000.00 匯款 1110816 ''
	gift 1110816 個人捐贈收入 "$canary" B123456789 4000.00 匯款 1110920 ''
	gift 1110817 匿名捐贈 匿名 '' 12000.00 匯款 1110818 ''
	gift 111/13/45 個人捐贈收入 陳甲子 A123456789 100.00 匯款 1110818 ''
	gift 1110818 營利事業捐贈收入 永續海洋股份有限公司 12345675 150000.00 現金 1110819 ''
	gift 1110819 個人捐贈收入 陳甲子 A123456789 "$canary" 匯款 1110820 ''
}

need() {
	for tool; do
		command -v "$tool" >/dev/null || skip "no $tool"
	done
}

# code row column order cell, a line each
findings() {
	try check --format json "$@"
	jq -r '.findings[] | [(.rule // .issue), .row, .column, .order, .cell] | map(tostring) | join(" ")' \
		"$BATS_TEST_TMPDIR/out"
}

@test "each finding has its place, in the order of the pre-check list" {
	need jq
	findings draft.csv >got
	ends_with 1
	[ -z "$err" ]
	got=$(cut -c1-60 got)
	same "$(cut -d' ' -f1-4 <<<"$got" | grep -E '^(amount-shape|date-|anonymous-limit|cash-limit|late-deposit|person-id|tax-id)')" \
		"amount-shape 7 9 0
date-no-such 5 5 1
tax-id 3 8 2
anonymous-limit 4 9 3
cash-limit 6 11 3
late-deposit 3 12 4"
	same "$(cut -d' ' -f4 <<<"$got" | sort -nc && echo sorted)" sorted
	has "$got" "late-deposit 3 12 4 1110920"
	has "$got" "date-no-such 5 5 1 111/13/45"
	has "$got" "cash-limit 6 11 3 現金"
}

@test "a finding says law, reason, remedy and a valid cell" {
	need jq
	findings draft.csv >/dev/null
	one() { jq -r ".findings[] | select(.rule == \"anonymous-limit\") | .$1 | tostring" "$BATS_TEST_TMPDIR/out"; }
	same "$(one article)" "政治獻金法 Art. 14 I"
	same "$(one from) $(one to)" "2008-08-15 null"
	has "$(one message)" "12,000"
	has "$(one mend)" "已繳庫"
	same "$(one example)" "10000.00"
	same "$(one file) $(one column_name) $(one value) $(one limit)" "draft.csv 收入金額 12000 10000"
	# whatever has no remedy is nobody's help
	same "$(jq '[.findings[] | select(.severity != "I" and .severity != "S") | select(.mend == null)] | length' "$BATS_TEST_TMPDIR/out")" 0
	same "$(jq -c '.rows_read, .rows_tested, .rows_set_aside' "$BATS_TEST_TMPDIR/out" | tr '\n' ' ')" "6 5 1 "
}

@test "people read the same, in their language" {
	try check draft.csv
	ends_with 1
	has "$out" 'draft.csv: row 4, column 9 收入金額 "12000.00"'
	has "$out" "Law: 政治獻金法 Art. 14 I, in force from 2008-08-15"
	has "$out" "6 rows read = 5 tested + 1 set aside"
	try --lang zh check draft.csv
	has "$out" "匿名捐贈超過限額"
	has "$out" "已繳庫"
	printf '\033[31m' >evil.csv
	draft | sed "s/陳甲子/陳\x1b[31m子/" >evil.csv
	try check evil.csv
	[[ $out != *$'\033'* ]]
}

@test "exit codes: clean 0, findings 1, usage 2, cannot read 3, refused 4" {
	begin >clean.csv
	{
		gift 1110815 個人捐贈收入 陳甲子 A123456789 3000.00 匯款 1110816 ''
		gift 1110816 個人捐贈收入 陳乙丑 A223456781 4000.00 匯款 1110817 ''
	} >>clean.csv
	try check clean.csv
	[ "$status" -eq 0 ] || echo "$out"
	ends_with 0
	try check draft.csv
	ends_with 1
	try check
	ends_with 2
	try check --format pdf draft.csv
	ends_with 2
	try check nowhere.csv
	ends_with 3
	try check draft.csv --baseline nowhere.json
	ends_with 3
	printf 'no table' >note.csv
	try check note.csv draft.csv
	ends_with 4
	has "$err" "note.csv"
	has "$out" "anonymous-limit"
}

@test "the baseline: only what is new, also when there is one more of the same" {
	need jq
	try check --format json draft.csv
	cp "$BATS_TEST_TMPDIR/out" old.json
	n=$(jq '.findings | length' old.json)
	cp draft.csv renamed.csv
	try check --format json --baseline old.json renamed.csv
	ends_with 0
	same "$(jq -c '[.count, .known]' "$BATS_TEST_TMPDIR/out")" "[0,$n]"
	seq=6
	gift 1110817 匿名捐贈 匿名 '' 13000.00 匯款 1110818 '' >>renamed.csv
	try check --format json --baseline old.json renamed.csv
	ends_with 1
	same "$(jq -r '.findings[] | .rule + " " + (.row | tostring)' "$BATS_TEST_TMPDIR/out")" "anonymous-limit 8"
	sed -n 4p draft.csv >>draft.csv
	try check --format json --baseline old.json draft.csv
	same "$(jq -r '.findings[] | .rule' "$BATS_TEST_TMPDIR/out" | grep -c anonymous-limit)" 1
	echo '{' >bad.json
	try check --baseline bad.json draft.csv
	ends_with 4
}

@test "SARIF has what its readers ask for" {
	need jq
	try check --format sarif draft.csv
	ends_with 1
	f=$BATS_TEST_TMPDIR/out
	same "$(jq -r .version "$f")" 2.1.0
	same "$(jq '[.runs[0].results[] | select(.message.text == "" or .level == null or (.locations | length) != 1 or .partialFingerprints["xianjinRow/v1"] == null)] | length' "$f")" 0
	same "$(jq '.runs[0] as $r | [$r.results[] | select($r.tool.driver.rules[.ruleIndex].id != .ruleId)] | length' "$f")" 0
	same "$(jq '[.runs[0].tool.driver.rules[] | select(.fullDescription.text == "" or (.helpUri | startswith("https://") | not))] | length' "$f")" 0
	same "$(jq '[.runs[0].tool.driver.rules[].id] | (length) - (unique | length)' "$f")" 0
	same "$(jq -c '.runs[0].results[] | select(.ruleId == "anonymous-limit") | [.level, .locations[0].physicalLocation.artifactLocation.uri, .locations[0].physicalLocation.region.startLine, .locations[0].physicalLocation.region.startColumn, .locations[0].physicalLocation.region.snippet.text]' "$f")" \
		'["error","draft.csv",4,9,"12000.00"]'
	same "$(jq -r '.runs[0].artifacts[0].hashes["sha-256"]' "$f")" "$(sha256sum draft.csv | cut -d' ' -f1)"
}

@test "who reads Chinese hears in Chinese what each rule finds" {
	need jq
	try --lang zh check --format sarif draft.csv
	f=$BATS_TEST_TMPDIR/out
	same "$(jq -r '.runs[0].tool.driver.rules[] | select(.id == "anonymous-limit") | .fullDescription.text' "$f")" \
		"$(awk '/^## 這條規則找什麼/ { f = 1; next } f && NF { print; exit }' \
			"$TOP_SRCDIR/docs/rules/zh/anonymous-limit.md")"
	# no text of a rule is English
	same "$(jq '[.runs[0].tool.driver.rules[] | .shortDescription.text, .fullDescription.text, .help.text // "無" | select(test("[一-鿿]") | not)] | length' "$f")" 0
	try check --format sarif draft.csv
	same "$(jq '[.runs[0].tool.driver.rules[] | select(.id == "anonymous-limit") | .fullDescription.text | startswith("An anonymous gift")] | all' "$f")" true
}

@test "a member of a ZIP is an artifact inside another" {
	need jq
	try check --format sarif "$SAMPLES/official/account-112050403-1111809902.zip"
	f=$BATS_TEST_TMPDIR/out
	same "$(jq -r '.runs[0] as $r | $r.results[] | select(.ruleId == "anonymous-limit") | .locations[0].physicalLocation.artifactLocation | [.uri, ($r.artifacts[$r.artifacts[.index].parentIndex].location.uri | split("/") | last)] | join(" ")' "$f")" \
		"/incomes.csv account-112050403-1111809902.zip"
}

@test "the workbook is the user's own table, its cells coloured and commented" {
	need unzip xmllint
	try check --format xlsx -o marked.xlsx draft.csv
	ends_with 1
	[ -z "$out" ]
	same "$(stat -c %a marked.xlsx)" 600
	unzip -q marked.xlsx -d book
	for part in $(find book -name '*.xml' -o -name '*.rels' -o -name '*.vml'); do
		xmllint --noout "$part"
	done
	table=book/xl/worksheets/sheet2.xml
	# every cell of the draft stands where it stood, as text
	for row in 2 3 4 5 6 7; do
		want=$(sed -n "${row}p" draft.csv | tr -d '\r' | tr ',' '\n' | sed '/^$/d')
		got=$(grep -o "<row r=\"$row\".*" "$table" | sed 's/<\/row>.*//; s/<\/c>/\n/g' | sed 's/<[^>]*>//g; /^$/d')
		same "$got" "$want"
	done
	! grep -q '<f[ >]' "$table"
	# the doubtful ones have another style than their neighbours, and a comment
	style() { grep -o "<c r=\"$1\"[^>]*>" "$table" | grep -o ' s="[0-9]*"'; }
	[ -z "$(style I3)" ]
	[ -n "$(style I4)" ]
	[ "$(style L3)" = "$(style I4)" ]
	[ "$(style E5)" != "$(style I4)" ]
	refs=$(grep -o '<comment ref="[^"]*"' book/xl/comments1.xml | cut -d'"' -f2 | tr '\n' ' ')
	for cell in L3 I4 E5 K6 I7; do
		has " $refs" " $cell "
	done
	has "$(cat book/xl/comments1.xml)" "anonymous-limit"
	grep -q 'location="[^"]*I4"' book/xl/worksheets/sheet1.xml
}

@test "settings: --set, --law and --rules as the import has them" {
	need jq
	same "$(findings --set anonymous.max=20000 draft.csv | grep -c anonymous-limit)" 0
	mkdir rules
	sed -e 's/^-- id: .*/-- id: my-rule/' "$TOP_SRCDIR/src/rules/cash-limit.sql" >rules/my-rule.sql
	same "$(findings --rules rules draft.csv | grep '^my-rule' | cut -d' ' -f1-2)" "my-rule 6"
	echo 'nonsense' >rules/broken.sql
	findings --rules rules draft.csv >/dev/null
	has "$err" "broken.sql"
	try check --set no-such=1 draft.csv
	ends_with 2
}

@test "what a file does not say is told" {
	need jq
	cut -d, -f1,5- draft.csv >short.csv
	try check short.csv
	ends_with 4
	has "$err" "--recipient"
	same "$(findings --recipient 甄有恆 --election 111年臺中市市長選舉 --serial 首次 short.csv | grep anonymous-limit | cut -d' ' -f1-3)" \
		"anonymous-limit 4 6"
}

# written_in TRACE: the calls that opened a file for writing or made one.
written_in() {
	grep -E "(open|openat|openat2|creat)\\(" "$1" | grep -E "O_WRONLY|O_RDWR|O_CREAT|O_TMPFILE|creat\\(" |
		grep -v " = -1 " | grep -vE "\"(/proc/self/fd/[0-9]+|/dev/null|/dev/tty)\""
}

# leaves_nothing STATED ARGUMENT...: no file but STATED was opened for writing or
# made, and the name of the draft is in none.
leaves_nothing() {
	local stated=$1 written

	shift
	strace -f -o trace -e trace=%file,write "$XIANJIN" check "$@" <draft.csv >out 2>err || [ $? -eq 1 ]
	grep -q 'execve(' trace
	written=$(written_in trace || true)
	if [ -n "$stated" ]; then
		same "$(grep -c . <<<"$written") $(grep -c "\"$stated\"" <<<"$written")" "1 1"
	else
		same "$written" ""
	fi
	! grep -E '(mkdir|mkdirat|rename|renameat|renameat2|link|linkat|symlink|symlinkat|mknod|mknodat)\(' trace
	rm trace out err
	# the draft itself, and what was asked for, are not traces
	! grep -rl "$canary" "$HOME" "$TMPDIR" "$XDG_DATA_HOME"
	same "$(find "$HOME" "$TMPDIR" "$XDG_DATA_HOME" -mindepth 1 | wc -l)" 0
}

@test "no file is written but the stated output, and no trace is left" {
	need strace
	strace -o /dev/null true 2>/dev/null || skip "strace may not trace here"
	# the search finds what a verb does write
	strace -f -o trace -e trace=%file "$XIANJIN" --data "$PWD/data" import draft.csv >/dev/null || true
	written_in trace | grep -q "$PWD/data/store.db"
	rm -r trace data
	for format in text json sarif; do
		leaves_nothing "" --format $format draft.csv
	done
	leaves_nothing "" -
	leaves_nothing "" --format xlsx draft.csv
	leaves_nothing "" --format xlsx -
	leaves_nothing "$PWD/stated.json" --format json -o "$PWD/stated.json" draft.csv
	grep -q "$canary" stated.json
	leaves_nothing "$PWD/stated.xlsx" --format xlsx -o "$PWD/stated.xlsx" draft.csv
	mkdir folder
	cp draft.csv folder/
	leaves_nothing "" folder
	leaves_nothing "" "$SAMPLES/official/account-112050403-1111809902.zip"
	leaves_nothing "" stated.xlsx
}
