#!/usr/bin/env bats
# Every flag in the data: what a line says, what a filter lets through, and a workbook
# whose counts, sums and cells are read back out of the file.

load cli

setup() {
	plain_environment
	cd "$BATS_TEST_TMPDIR"
	planted >incomes.csv
	"$XIANJIN" -q import incomes.csv >/dev/null
}

# One gift a line of DATA SUBJECT NAME ID AMOUNT METHOD DEPOSITED RETURNED.
gift() {
	seq=$((seq + 1))
	printf '%s,甄有恆,111年臺中市市長選舉,首次申報,%s,%s,%s,%s,%s,0.00,%s,%s,%s,,金錢,臺中市西屯區****,04-2*****,,,,,,,,\r\n' \
		"$seq" "$@"
}

# Planted: anonymous gifts over the limit (one of them paid to the treasury) and at
# it, cash over the limit, a late deposit, a donor over the year's limit.
planted() {
	seq=0
	printf '\xef\xbb\xbf%s\r\n' "$header"
	gift 1110815 匿名捐贈 匿名 '' 10000.00 匯款 1110816 ''
	gift 1110815 匿名捐贈 匿名 '' 10001.00 匯款 1110816 ''
	gift 1110815 匿名捐贈 匿名 '' 12000.00 匯款 1110816 已繳庫
	gift 1110816 營利事業捐贈收入 永續海洋股份有限公司 12345675 150000.00 現金 1110817 ''
	gift 1110817 個人捐贈收入 =1+1 A12******* 3000.00 匯款 1110905 ''
	gift 1110818 個人捐贈收入 陳甲子 B12******* 70000.00 匯款 1110819 ''
	gift 1110819 個人捐贈收入 陳甲子 B12******* 40000.00 匯款 1110820 ''
	gift 1110820 營利事業捐贈收入 樣本印刷有限公司 04595257 1000000.00 匯款 1110821 ''
	gift 1110821 營利事業捐贈收入 樣本印刷有限公司 04595257 500.00 匯款 1110822 ''
}

flags() {
	try report --format jsonl "$@"
	ends_with 0
	jq -r '[.rule, .severity, (.value | tostring), ([.entries[].seq] | join("+"))] | join(" ")' \
		"$BATS_TEST_TMPDIR/out"
}

need() {
	for tool; do
		command -v "$tool" >/dev/null || skip "no $tool"
	done
}

# cells SHEET COLUMN: the texts and numbers of a column, a line each.
cells() {
	xmllint --xpath "//*[local-name()='c'][starts-with(@r,'$2')][translate(substring(@r,2,1),'0123456789','')='']" "$1" |
		sed -e 's/<c r="/\n&/g' | sed -ne 's/^<c r="\([A-Z]*[0-9]*\)"[^>]*>\(.*\)<\/c>.*$/\1 \2/p' |
		sed -e 's/<[^>]*>//g' -e 's/&lt;/</g' -e 's/&amp;/\&/g' | cut -d' ' -f2-
}

# sheet NAME: the file of the sheet of that name in the folder book.
sheet() {
	local n

	n=$(grep -o '<sheet name="[^"]*"' book/xl/workbook.xml | sed 's/.*name="//; s/"$//' |
		grep -nx "$1" | cut -d: -f1)
	[ -n "$n" ]
	echo "book/xl/worksheets/sheet$n.xml"
}

@test "each planted fault is a line, with law, evidence and source" {
	need jq
	got=$(flags | grep -E '^(anonymous-limit|cash-limit|late-deposit|candidate-year-limit) ' | sort)
	same "$got" "anonymous-limit A 10001 2
anonymous-limit I 12000 3
candidate-year-limit A 1000500 8+9
candidate-year-limit A 110000 6+7
cash-limit A 150000 4
late-deposit A 19 5"
	try report --format jsonl --rule anonymous-limit
	line=$(head -1 <<<"$out")
	same "$(jq -r 'keys_unsorted | join(" ")' <<<"$line")" \
		"rule severity article recipient election donor value limit unit from to entries message exempt"
	same "$(jq -r '.article + " " + .from + " " + (.to | tostring) + " " + .unit' <<<"$line")" \
		"政治獻金法 Art. 14 I 2008-08-15 null TWD"
	same "$(jq -c '.entries[0].source' <<<"$line")" \
		"{\"file\":\"incomes.csv\",\"member\":\"\",\"row\":3,\"sha256\":\"$(sha256sum incomes.csv | cut -d' ' -f1)\"}"
	same "$(jq -r .exempt <<<"$out" | tr '\n' ' ')" "null treasury "
}

@test "a filter narrows, and two narrow more" {
	need jq
	same "$(flags --rule cash-limit)" "cash-limit A 150000 4"
	same "$(flags --rule cash-limit --rule late-deposit | wc -l)" 2
	[ -z "$(flags --rule cash-limit --recipient 別人)" ]
	same "$(flags --rule cash-limit --recipient 甄有恆 --election 臺中市 --area 臺中 --year 111)" \
		"cash-limit A 150000 4"
	[ -z "$(flags --rule cash-limit --year 2021)" ]
	same "$(flags --severity I --rule anonymous-limit)" "anonymous-limit I 12000 3"
	key=$(sql "SELECT printf('b%s', counterparty_id) FROM entry WHERE seq = '8'")
	same "$(flags --rule candidate-year-limit --donor "$key")" "candidate-year-limit A 1000500 8+9"
	try report --severity X
	ends_with 2
	try report --donor 陳甲子
	ends_with 2
	has "$err" "donor's key"
	try report word
	ends_with 2
}

@test "the formats have the same flags, and as many as the store" {
	need jq
	n=$(sql "SELECT count(*) FROM flag")
	[ "$n" -gt 5 ]
	try report --format jsonl
	same "$(wc -l <<<"$out")" "$n"
	lines=$(jq -c '[.rule, .value, .message]' <<<"$out")
	try report --format json
	same "$(jq '.flags | length' <<<"$out") $(jq .count <<<"$out")" "$n $n"
	same "$(jq -c '.flags[] | [.rule, .value, .message]' <<<"$out")" "$lines"
	same "$(jq -r .law_sha256 <<<"$out" | wc -c)" 65
	try report --format csv
	same "$(wc -l <<<"$out")" "$((n + 1))"
	try report --format jsonl --limit 2
	same "$(wc -l <<<"$out")" 2
}

@test "people read one table a rule, cut short and saying so" {
	try report
	ends_with 0
	has "$out" "anonymous-limit"
	has "$out" "Anonymous gift over the limit"
	has "$out" "陳甲子"
	has "$out" "never an accusation"
	[[ $out != *"--limit 0"* ]]
	try report --limit 1
	has "$out" "--limit 0"
	try --lang zh report
	has "$out" "匿名捐贈超過限額 · 政治獻金法第14條第1項"
	[[ $out != *"Art."* ]]
}

@test "nothing imported: exit 3; no flag: no line" {
	try --data "$BATS_TEST_TMPDIR/none" report
	ends_with 3
	try report --rule no-such-rule --format jsonl
	ends_with 0
	[ -z "$out" ]
	has "$err" "no-such-rule"
}

@test "the workbook: counts, sums and cells read back out of the file" {
	need xmllint unzip
	try report --format xlsx
	ends_with 0
	unzip -q "$BATS_TEST_TMPDIR/out" -d book
	evidence=$(sheet Evidence)
	# each flagged entry once, with its amount as a number
	same "$(cells "$evidence" C | tail -n +2 | awk '{ n++; s += $1 } END { print n, s }')" \
		"$(sql "SELECT count(*) || ' ' || sum(amount) FROM entry WHERE id IN (SELECT entry FROM flag_entry)")"
	# every column as filed: the header of the file, and its cells
	row=$(grep -o '<row r="1".*</row>' "$evidence" | sed 's/<\/row>.*//; s/<\/c>/\n/g; s/<[^>]*>//g')
	while read -r column; do
		grep -qxF "$column" <<<"$row"
	done < <(tr ',' '\n' <<<"$header")
	grep -qF '<t>04595257</t>' "$evidence"
	grep -qF '<t>=1+1</t>' "$evidence"
	grep -qF '<t>10001.00</t>' "$evidence"
	# one sheet a rule, with its flags
	for rule in $(sql "SELECT DISTINCT rule FROM flag"); do
		name=${rule:0:31}
		[ -n "$name" ]
		file=$(sheet "$name")
		grep -q '<pane [^>]*state="frozen"' "$file"
		grep -q '<autoFilter ' "$file"
		amounts=$(cells "$file" L | tail -n +2 | awk '{ n++; s += $1 } END { print n, s + 0 }')
		same "$rule $amounts" \
			"$rule $(sql "SELECT count(*) || ' ' || sum(amount) FROM flag WHERE rule = '$rule'")"
	done
	# the cover counts the same
	same "$(cells "$(sheet Cover)" D | grep -x '[0-9]*' | head -n "$(sql "SELECT count(DISTINCT rule) FROM flag")" | awk '{ s += $1 } END { print s }')" \
		"$(sql "SELECT count(*) FROM flag")"
	grep -qF "$(sha256sum incomes.csv | cut -d' ' -f1)" "$(sheet Sources)"
	# a link to the evidence stands at the row of its entry
	at=$(grep -o 'location="[^"]*"' "$(sheet cash-limit)" | head -1)
	has "$at" "Evidence"
	same "$(cells "$evidence" H | sed -n "$(sed 's/.*A\([0-9]*\).*/\1/' <<<"$at")p")" 4
}

@test "the workbook holds no formula, and its bins hold their upper end" {
	need xmllint unzip
	try report --format xlsx
	unzip -q "$BATS_TEST_TMPDIR/out" -d book
	! grep -rlE '<f[ >]' book/xl/worksheets
	for part in $(find book -name '*.xml' -o -name '*.rels' -o -name '*.vml'); do
		xmllint --noout "$part"
	done
	[ -f book/xl/charts/chart1.xml ]
	amounts=$(sheet Amounts)
	# exactly 10,000 stands with those below it, 10,001 and 12,000 above
	line=$(cells "$amounts" A | grep -nx '9,001–10,000' | cut -d: -f1)
	row=$((line + 1)) # an empty row stands before the titles
	one() { grep -o "<c r=\"$1\"[^>]*><v>[0-9]*" "$amounts" | sed 's/.*<v>//'; }
	same "$(one "B$row") $(one "B$((row + 1))") $(one "B$((row + 2))")" "1 1 1"
}

@test "the same data give the same bytes" {
	try report --format xlsx
	cp "$BATS_TEST_TMPDIR/out" one.xlsx
	sleep 1.1
	try report --format xlsx
	cmp one.xlsx "$BATS_TEST_TMPDIR/out"
	SOURCE_DATE_EPOCH=1700000000 try report --format xlsx
	run cmp -s one.xlsx "$BATS_TEST_TMPDIR/out"
	[ "$status" -eq 1 ]
	need unzip
	has "$(unzip -p "$BATS_TEST_TMPDIR/out" docProps/core.xml)" "2023-11-14T22:13:20Z"
}

@test "a full disk is no half workbook" {
	run bash -c "'$XIANJIN' report --format xlsx >/dev/full"
	[ "$status" -eq 3 ]
}

@test "search gives a workbook too" {
	need xmllint unzip
	try search --format xlsx --kind individual
	ends_with 0
	unzip -q "$BATS_TEST_TMPDIR/out" -d book
	rows=$(sheet rows)
	same "$(cells "$rows" N | tail -n +2 | awk '{ n++; s += $1 } END { print n, s }')" "3 113000"
	grep -qF '<t>=1+1</t>' "$rows"
	grep -q '<autoFilter ' "$rows"
}

@test "whoever reads may go; a terminal gets no workbook" {
	run bash -c "set -o pipefail; '$XIANJIN' report --format xlsx | true"
	[ "$status" -eq 0 ]
	[ -z "$output" ]
	command -v script >/dev/null || skip "no script"
	run script -qec "'$XIANJIN' report --format xlsx" /dev/null
	[ "$status" -eq 2 ]
	has "$output" "terminal"
}
