#!/usr/bin/env bats
# The pages about rules: their numbers are those of the store and of the command line,
# their links lead somewhere, and what is asked wrongly is told so.

load ../cli/cli
load web

setup_file() {
	share_data official party surplus
}

setup() {
	use_data
}

# ask PATH [OPTION...]: status line in $answered, headers in head, body in out
ask() {
	local path=$1

	shift
	"$XIANJIN" cgi-test "$@" "GET $path" >"$BATS_TEST_TMPDIR/response" 2>"$BATS_TEST_TMPDIR/err"
	sed '/^\r$/q' "$BATS_TEST_TMPDIR/response" >"$BATS_TEST_TMPDIR/head"
	tail -c +$(($(stat -c %s "$BATS_TEST_TMPDIR/head") + 1)) "$BATS_TEST_TMPDIR/response" \
		>"$BATS_TEST_TMPDIR/out"
	answered=$(sed -nE '1s/^Status: ([0-9]+).*/\1/p' "$BATS_TEST_TMPDIR/head")
	out=$(tr -d '\0' <"$BATS_TEST_TMPDIR/out")
}

# The number that a page shows as the fact NAME.
fact() {
	sed -nE "s/.*class=\"fact-$1\"><dt>[^<]*<\/dt><dd>([0-9,]+)<.*/\1/p" \
		"$BATS_TEST_TMPDIR/out" | tr -d ,
}

@test "flags: the counts are those of the store" {
	ask /en/flags
	same "$answered" 200
	same "$(fact count)" "$(sql "SELECT count(*) FROM flag")"
	same "$(fact exempt)" "$(sql "SELECT count(*) FROM flag WHERE exempt IS NOT NULL")"
	[ "$(fact exempt)" -gt 0 ]
	while IFS='|' read -r rule flags exempt rows amount; do
		line=$(grep 'part-by_rule' -A200 "$BATS_TEST_TMPDIR/out" | grep "/en/rule/$rule\"" | head -1)
		same "$(sed -E 's/<[^>]*>/ /g; s/,//g' <<<"$line" | awk '{ print $(NF-3), $(NF-2), $(NF-1), $NF }')" \
			"$flags $exempt $rows $amount"
	done < <(sql "SELECT rule, count(*), count(exempt), sum(entries), sum(amount) FROM flag GROUP BY rule")
	# each flag's evidence is linked one by one
	same "$(grep -o 'href="/en/entry/[0-9]*"' "$BATS_TEST_TMPDIR/out" | wc -l)" \
		"$(sql "SELECT count(*) FROM flag_entry")"
}

@test "flags: filters narrow, and pages continue" {
	for filter in rule=tax-id severity=A severity=CS 'recipient=%E6%9F%B3%E6%A8%A3%E6%9C%AC' 'year=2022' \
		'election=111%E5%B9%B4' 'rule=tax-id&rule=cash-limit'; do
		ask "/en/flags.jsonl?$filter&end=no"
		same "$answered" 200
		n=$(wc -l <"$BATS_TEST_TMPDIR/out")
		ask "/en/flags?$filter"
		same "$(fact count)" "$n"
		[ "$n" -gt 0 ]
		[ "$n" -lt "$(sql "SELECT count(*) FROM flag")" ]
	done
	ask '/en/flags?severity=A'
	same "$(fact count)" "$(sql "SELECT count(*) FROM flag WHERE severity = 'A'")"
	# three at a time: all of them, once
	next='/en/flags?limit=3'
	: >"$BATS_TEST_TMPDIR/seen"
	while [ -n "$next" ]; do
		ask "$next"
		same "$answered" 200
		same "$(fact count)" "$(sql "SELECT count(*) FROM flag")"
		grep -o '<td class="c-message"[^>]*>[^<]*' "$BATS_TEST_TMPDIR/out" >>"$BATS_TEST_TMPDIR/seen"
		next=$(sed -nE 's/.*rel="next" href="([^"]*)".*/\1/p' "$BATS_TEST_TMPDIR/out" | sed 's/&amp;/\&/g')
	done
	same "$(wc -l <"$BATS_TEST_TMPDIR/seen")" "$(sql "SELECT count(*) FROM flag")"
}

@test "flags for programs are what report prints" {
	ask '/en/flags.jsonl?end=no'
	cp "$BATS_TEST_TMPDIR/out" "$BATS_TEST_TMPDIR/web.jsonl"
	"$XIANJIN" report --format jsonl >"$BATS_TEST_TMPDIR/cli.jsonl"
	cmp "$BATS_TEST_TMPDIR/web.jsonl" "$BATS_TEST_TMPDIR/cli.jsonl"
	ask /en/flags.xlsx
	same "$answered" 200
	SOURCE_DATE_EPOCH= "$XIANJIN" report --format xlsx >"$BATS_TEST_TMPDIR/cli.xlsx"
	cmp "$BATS_TEST_TMPDIR/out" "$BATS_TEST_TMPDIR/cli.xlsx"
	grep -q 'attachment; filename' "$BATS_TEST_TMPDIR/head"
	grep -q "^X-Row-Count: $(sql "SELECT count(*) FROM flag")" "$BATS_TEST_TMPDIR/head"
}

@test "more flags than a workbook here takes: what can be done is said" {
	cp -r "$XIANJIN_DATA" "$BATS_TEST_TMPDIR/data"
	export XIANJIN_DATA=$BATS_TEST_TMPDIR/data
	sqlite3 "$XIANJIN_DATA/store.db" "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1
		FROM n WHERE i < 200001) INSERT INTO flag (rule, severity, filing, unit, entries, amount)
		SELECT 'cash-limit', 'A', (SELECT min(id) FROM filing), 'TWD', 0, 0 FROM n"
	n=$(sql "SELECT count(*) FROM flag WHERE rule = 'cash-limit'")
	ask '/en/flags.xlsx?rule=cash-limit'
	same "$answered" 422
	[[ $(json '$.detail') == "$n "*200000*narrow*CSV*"report --format xlsx"* ]]
	ask '/en/flags.xlsx?rule=anonymous-limit'
	same "$answered" 200
	ask '/en/flags.csv?rule=cash-limit'
	same "$answered" 200
	same "$(tail -n 1 "$BATS_TEST_TMPDIR/out")" "# end: $n flags"
}

@test "who reads Chinese reads what a rule is called, its id is the title" {
	ask '/zh/search?flag=tax-id'
	grep -q '<a href="/zh/rule/tax-id" title="tax-id">統一編號或證號檢查碼不符</a>' "$BATS_TEST_TMPDIR/out"
	! grep -q '>tax-id<' "$BATS_TEST_TMPDIR/out"
	grep -q '<b>統一編號或證號檢查碼不符</b>' "$BATS_TEST_TMPDIR/out" # the filter in force
	ask '/en/search?flag=tax-id'
	grep -q '<a href="/en/rule/tax-id">tax-id</a>' "$BATS_TEST_TMPDIR/out"
	ask '/zh/whatif?set=anonymous.max%3D5000'
	grep -q 'title="anonymous-limit">匿名捐贈超過限額</a>' "$BATS_TEST_TMPDIR/out"
	# beside its title the id is as it is
	ask /zh/rules
	grep -q '>tax-id</a>' "$BATS_TEST_TMPDIR/out"
}

@test "words of ours are Chinese for who reads Chinese, and themselves for programs" {
	ask /zh/lag
	grep -q '>存入專戶<' "$BATS_TEST_TMPDIR/out"
	! grep -q '>deposit<' "$BATS_TEST_TMPDIR/out"
	ask /zh/lag.json
	grep -q '"to":"deposit"' "$BATS_TEST_TMPDIR/out"
	ask '/zh/reconcile?all=1'
	grep -q '>收入合計<' "$BATS_TEST_TMPDIR/out"
	! grep -qE '>(income|expense)_' "$BATS_TEST_TMPDIR/out"
	ask '/en/reconcile?all=1'
	grep -q '>total of income<' "$BATS_TEST_TMPDIR/out"
	ask '/zh/reconcile.json?all=1'
	grep -q '"item":"income_total"' "$BATS_TEST_TMPDIR/out"
	ask /zh/rule/anonymous-limit
	grep -q '>元<' "$BATS_TEST_TMPDIR/out"
	! grep -qE '>(TWD|anonymous)<' "$BATS_TEST_TMPDIR/out"
	ask '/zh/whatif?set=anonymous.max%3D5000'
	grep -q '>匿名<' "$BATS_TEST_TMPDIR/out"
	! grep -qE '>(TWD|anonymous)<' "$BATS_TEST_TMPDIR/out"
}

@test "flags are sent while they are read, counted before, with an end" {
	n=$(sql "SELECT count(*) FROM flag")
	for format in csv jsonl json; do
		ask "/en/flags.$format"
		same "$answered" 200
		grep -q "^X-Row-Count: $n" "$BATS_TEST_TMPDIR/head"
		! grep -qi '^Content-Length' "$BATS_TEST_TMPDIR/head" # so long as it becomes
		cp "$BATS_TEST_TMPDIR/out" "$BATS_TEST_TMPDIR/web"
		case $format in
		csv) same "$(tail -n 1 "$BATS_TEST_TMPDIR/web")" "# end: $n flags" ;;
		jsonl) same "$(tail -n 1 "$BATS_TEST_TMPDIR/web")" "{\"end\":true,\"count\":$n}" ;;
		esac
		"$XIANJIN" report --format $format >"$BATS_TEST_TMPDIR/cli"
		[ $format = json ] || sed -i '$d' "$BATS_TEST_TMPDIR/web"
		cmp "$BATS_TEST_TMPDIR/web" "$BATS_TEST_TMPDIR/cli"
	done
	# a page of them, from where the page before ended
	ask '/en/flags?limit=3'
	next=$(sed -nE 's/.*rel="next" href="[^"]*after=([0-9]*)".*/\1/p' "$BATS_TEST_TMPDIR/out")
	ask "/en/flags.jsonl?limit=2&after=$next"
	"$XIANJIN" report --format jsonl | sed -n 4,5p >"$BATS_TEST_TMPDIR/want"
	cmp "$BATS_TEST_TMPDIR/out" "$BATS_TEST_TMPDIR/want"
	grep -q '^X-Row-Count: 2' "$BATS_TEST_TMPDIR/head"
}

@test "an exempt flag is shown as one, and no page accuses" {
	ask /en/flags
	grep -q 'c-exempt" data-label="Exempt">paid to the treasury<' "$BATS_TEST_TMPDIR/out"
	grep -q 'never an accusation' "$BATS_TEST_TMPDIR/out"
	ask /zh/flags
	grep -q '值得查證' "$BATS_TEST_TMPDIR/out"
	grep -q '已繳庫' "$BATS_TEST_TMPDIR/out"
	! grep -E '違法者|犯罪者|guilty|illegal' "$BATS_TEST_TMPDIR/out"
}

@test "every rule has its page, with figures, query and explanations" {
	ask /en/rules.csv
	rules=$(tail -n +2 "$BATS_TEST_TMPDIR/out" | cut -d, -f1)
	same "$(wc -l <<<"$rules")" "$(ls "$TOP_SRCDIR"/docs/rules/*.md | wc -l)"
	for rule in $rules; do
		ask "/en/rule/$rule"
		same "$answered" 200
		for part in 'Innocent explanations' 'How to dispute or mend' 'How it is computed' \
			'Example' 'Settings' 'The query, as it is run' 'What the law says, by date'; do
			has "$out" "$part"
		done
		! sed '/<pre/,/<\/pre>/d' "$BATS_TEST_TMPDIR/out" | grep -E '```|^\| |^## |\*\*'
	done
}

@test "a rule's page in Chinese is Chinese" {
	for page in "$TOP_SRCDIR"/docs/rules/zh/*.md; do
		ask "/zh/rule/$(basename "$page" .md)"
		same "$answered" 200
		for part in '可能的正常原因' '如何說明或更正' '如何計算' '範例' '設定'; do
			has "$out" "<h2>$part</h2>"
		done
		! grep 'class="prose" lang="en"' "$BATS_TEST_TMPDIR/out"
	done
}

@test "one rule: its flags, its law, its state" {
	ask /en/rule/anonymous-limit
	flags=$(sql "SELECT count(*) FROM flag WHERE rule = 'anonymous-limit' AND exempt IS NULL")
	has "$out" "<a href=\"/en/flags?rule=anonymous-limit\">$flags</a>"
	has "$out" "holds"
	has "$out" "政治獻金法 Art. 14 I"
	ask /zh/rule/anonymous-limit
	has "$out" "政治獻金法第14條第1項"
	[[ $out != *"Art. 14"* ]]
	ask /en/rule/anonymous-limit.json
	same "$(json '$.flags')" "$flags"
	same "$(json '$.thresholds[1].value')" 10000
	has "$(json '$.sql')" "SELECT"
	"$XIANJIN" rules anonymous-limit --format json >"$BATS_TEST_TMPDIR/cli"
	cmp "$BATS_TEST_TMPDIR/out" "$BATS_TEST_TMPDIR/cli"
	# one that could not be tested says what is missing
	ask /en/rule/contractor-donor
	has "$out" "not tested"
	has "$out" "award"
	ask /zh/rule/contractor-donor
	has "$out" "未檢測"
}

@test "reconcile and lag say what the command line says" {
	for page in reconcile lag 'reconcile?all=1'; do
		format=${page%%\?*}.json
		[[ $page == *\?* ]] && format+="?${page#*\?}"
		ask "/en/$format"
		same "$answered" 200
		cp "$BATS_TEST_TMPDIR/out" "$BATS_TEST_TMPDIR/web"
		case $page in *all*) option=--all ;; *) option= ;; esac
		"$XIANJIN" "${page%%\?*}" $option --format json >"$BATS_TEST_TMPDIR/cli" || [ $? -eq 1 ]
		cmp "$BATS_TEST_TMPDIR/web" "$BATS_TEST_TMPDIR/cli"
		ask "/zh/$page"
		same "$answered" 200
	done
	ask /en/reconcile
	same "$(fact differ)" "$("$XIANJIN" reconcile --format json | sed -E 's/.*"differ":([0-9]+).*/\1/')"
}

@test "what is asked wrongly is told so" {
	while read -r want path; do
		ask "$path"
		same "$answered $path" "$want $path"
		! grep -q '<script' "$BATS_TEST_TMPDIR/out"
	done <<'LIST'
404 /en/rule/no-such-rule
404 /en/rule/%3Cscript%3Ealert(1)%3C%2Fscript%3E
404 /en/rule/..%2F..%2Fetc%2Fpasswd
404 /en/rule/anonymous-limit%27%20OR%201=1
400 /en/rule/%00
400 /en/rule/%ff
404 /en/flags?rule=no-such-rule
404 /en/flags?rule=%3Cscript%3E
400 /en/flags?severity=X
400 /en/flags?severity=%3Cscript%3E
400 /en/flags?limit=-1
400 /en/flags?limit=99999999999999999999
400 /en/flags?limit=5000
400 /en/flags?after=x
400 /en/flags?after=99999999999999999999
400 /en/flags?year=x
400 /en/flags?donor=%3Cscript%3E
400 /en/flags?nonsense=1
400 /en/lag?all=1
400 /en/reconcile?sort=x
LIST
}

# Every address that a page names on this site is answered.
links_of() {
	grep -oE 'href="/(en|zh)/(flags|rules|rule|reconcile|lag|whatif|check|search)[^"]*"' "$BATS_TEST_TMPDIR/out" |
		sed 's/^href="//; s/"$//; s/&amp;/\&/g' | LC_ALL=C sort -u
}

@test "links lead somewhere" {
	for page in flags rules reconcile lag rule/cash-limit; do
		ask "/zh/$page"
		for link in $(links_of | head -40); do
			ask "$link"
			[ "$answered" = 200 ] || { echo "$answered $link on $page"; return 1; }
		done
	done
}

# what the cells of numbers on a page hold
numbers() {
	perl -ne 'while (/<td class="num[^>]*>(.*?)<\/td>/g) { ($t = $1) =~ s/<[^>]*>/ /g; print "$t\n" }' "$1" |
		grep -oE '[0-9,]+' || true
}

@test "both languages: the same numbers, no English in Chinese headings" {
	for page in flags rules reconcile lag rule/cash-limit; do
		ask "/en/$page"
		numbers "$BATS_TEST_TMPDIR/out" >"$BATS_TEST_TMPDIR/numbers.en"
		ask "/zh/$page"
		numbers "$BATS_TEST_TMPDIR/out" >"$BATS_TEST_TMPDIR/numbers.zh"
		cmp "$BATS_TEST_TMPDIR/numbers.zh" "$BATS_TEST_TMPDIR/numbers.en"
		[ "$page" = reconcile ] || [ -s "$BATS_TEST_TMPDIR/numbers.en" ]
		headings=$(grep -oE '<(h1|h2|th|dt|button|label|summary)[^>]*>[^<]*' "$BATS_TEST_TMPDIR/out" | sed 's/<[^>]*>//')
		! grep -v '[^ -~]' <<<"$headings" | grep '[a-z]' || {
			echo "English on /zh/$page"; return 1; }
	done
}

@test "what if: the same answer as the command line, one address a question, nothing written" {
	before=$(sha256sum "$XIANJIN_DATA/store.db")
	ask '/en/whatif.json?set=anonymous.max%3D5000'
	same "$answered" 200
	"$XIANJIN" whatif --set anonymous.max=5000 --format json >"$BATS_TEST_TMPDIR/cli"
	cmp "$BATS_TEST_TMPDIR/out" "$BATS_TEST_TMPDIR/cli"
	[ "$(json '$.rows[0].flags_then')" -ge "$(json '$.rows[0].flags_now')" ]
	for path in '/en/whatif?anonymous=5000' '/en/whatif?name=anonymous.max&value=5000'; do
		ask "$path"
		same "$answered" 303
		grep -q '^Location: /en/whatif?set=anonymous.max%3D5000' "$BATS_TEST_TMPDIR/head"
	done
	ask /zh/whatif
	same "$answered" 200
	has "$out" 'type="range"'
	ask '/zh/whatif?set=anonymous.max%3D5000'
	same "$answered" 200
	has "$out" "xianjin whatif --set anonymous.max=5000" || has "$out" "anonymous.max=5000"
	same "$(sha256sum "$XIANJIN_DATA/store.db")" "$before"
	for path in '/en/whatif.json' '/en/whatif?set=x' '/en/whatif?set=no.such%3D1' \
		'/en/whatif?set=%3Cscript%3E%3D1' '/en/whatif?set=anonymous.max%3D99999999999999999999'; do
		ask "$path"
		same "$answered $path" "400 $path"
		! grep -q '<script' "$BATS_TEST_TMPDIR/out"
	done
}
