#!/usr/bin/env bats
# pages.bats - each page says the right numbers, in both languages, and no link of any
# page leads nowhere.

load pages.bash

setup_file() {
	share_data official party surplus crowd legacy 2>/dev/null || [ $? -eq 1 ]
}

setup() {
	use_data
}

# 1234567 as 1,234,567
grouped() {
	sqlite3 :memory: "SELECT printf('%,d', $1)"
}

@test "the front page says what the store holds" {
	get /en/
	gives 200
	same "$(fact count)" "$(grouped "$(sql "SELECT count(*) FROM entries")")"
	same "$(fact sum_income)" \
		"$(grouped "$(sql "SELECT sum(amount) FROM entries WHERE direction = 'income'")")"
	same "$(fact last_day)" "$(sql "SELECT max(date) FROM entries")"
	same "$(fact first_day)" "$(sql "SELECT min(date) FROM entries")"
	same "$(fact elections)" "$(sql "SELECT count(*) FROM election")"
	has "$page" 'role="search"'
	has "$page" 'class="doors"'
	get /en/index.json
	same "$(json '$.sum_expense')" \
		"$(sql "SELECT sum(amount) FROM entries WHERE direction = 'expense'")"
	same "$(json '$.election[0].polling_day')" \
		"$(sql "SELECT date(max(polling_day) * 86400, 'unixepoch') FROM election")"
}

@test "an empty site says how to fill it" {
	export XIANJIN_DATA=$BATS_TEST_TMPDIR/none
	get /en/
	gives 503
	has "$page" "xianjin import"
	has "$head" "Retry-After"
	get /zh/
	gives 503
	has "$page" "還沒有匯入任何資料"
	get /zh/about
	gives 200
}

@test "rules are there before any data are" {
	export XIANJIN_DATA=$BATS_TEST_TMPDIR/none
	get /en/rules.json
	gives 200
	same "$(json '$.rules[0].state')" "not run"
	get /en/rule/anonymous-limit
	gives 200
	has "$page" "not run"
	get /en/rule/no-such-rule
	gives 404
}

@test "an index of another version, where it may not be made again: not ready, and why" {
	cp -r "$XIANJIN_DATA" "$BATS_TEST_TMPDIR/other"
	export XIANJIN_DATA=$BATS_TEST_TMPDIR/other
	sed -i '1s/ [0-9]* / 9999 /' "$XIANJIN_DATA/index/current"
	get /en/search.json
	gives 503
	has "$head" "Retry-After"
	has "$page" "not ready"
	has "$(cat "$BATS_TEST_TMPDIR/log")" "run: xianjin search"
	"$XIANJIN" -q search >/dev/null
	get /en/search.json
	gives 200
}

@test "the list of elections adds up to their rows" {
	get /en/elections.csv
	gives 200
	same "$(tail -n +2 "$BATS_TEST_TMPDIR/out" | wc -l)" \
		"$(sql "SELECT count(*) FROM election")"
	get /en/elections.json
	same "$(sqlite3 :memory: "SELECT sum(value ->> 'income') FROM
		json_each(CAST(readfile('$BATS_TEST_TMPDIR/out') AS TEXT), '\$.election')")" \
		"$(sql "SELECT sum(amount) FROM entries
			WHERE direction = 'income' AND election IS NOT NULL")"
}

@test "an election says who received what, by kind" {
	local name
	name=$(sql "SELECT election FROM entries GROUP BY 1 ORDER BY count(*) DESC LIMIT 1")
	get "/en/election.json?name=$(url "$name")"
	gives 200
	same "$(json '$.count')" "$(sql "SELECT count(*) FROM entries WHERE election = '$name'")"
	same "$(json '$.received[0].income')" "$(sql "SELECT sum(amount) FROM entries
		WHERE election = '$name' AND direction = 'income'
		GROUP BY recipient ORDER BY 1 DESC LIMIT 1")"
	same "$(json '$.received[0].business')" "$(sql "SELECT sum(amount) FROM entries
		WHERE election = '$name' AND direction = 'income' AND kind = 'business'
		AND recipient = '$(json '$.received[0].recipient')'")"
	get "/en/election?name=nowhere"
	gives 404
}

@test "each sum of an election leads to rows with that very sum" {
	local name link want
	name=$(sql "SELECT election FROM entries WHERE kind = 'business' AND direction = 'income'
		GROUP BY 1 ORDER BY count(*) DESC LIMIT 1")
	get "/en/election?name=$(url "$name")"
	link=$(links | grep 'kind=business' | head -1)
	want=$(sed -nE 's/.*c-business[^>]*><a [^>]*>([^<]*)<.*/\1/p' "$BATS_TEST_TMPDIR/out" |
		head -1)
	link=$(grep -oE 'href="[^"]*kind=business"' "$BATS_TEST_TMPDIR/out" | head -1 |
		sed 's/href="//; s/"$//; s/&amp;/\&/g')
	get "$link"
	gives 200
	same "$(fact sum_income)" "$want"
}

@test "a donor is called by the most frequent name, with the limits of each year" {
	local key name
	key=$(sql "SELECT printf('b%08d', counterparty_id) FROM entries WHERE kind = 'business'
		AND direction = 'income' AND length(counterparty_id) = 8
		GROUP BY counterparty_id ORDER BY count(*) DESC LIMIT 1")
	name=$(sql "SELECT counterparty FROM entry WHERE counterparty_id = '${key#b}'
		GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1")
	get "/en/donor/$key"
	gives 200
	has "$page" "<h1>$name</h1>"
	[[ $page != *noindex* ]]
	get "/en/donor/$key.json"
	same "$(json '$.name')" "$name"
	same "$(json '$.sum_income')" "$(sql "SELECT coalesce(sum(amount), 0) FROM entries
		WHERE counterparty_id = '${key#b}' AND direction = 'income'")"
	same "$(json '$.limits[0].limit')" 2000000
	get /en/donor/b00000000
	gives 404
}

@test "a person's page says that it may be several, and asks not to be indexed" {
	local name
	name=$(sql "SELECT counterparty FROM entries WHERE kind = 'individual'
		AND direction = 'income' GROUP BY 1 ORDER BY count(*) DESC LIMIT 1")
	get "/en/donor?name=$(url "$name")"
	gives 200
	has "$page" noindex
	get "$(links | grep -E '^/en/donor/p' | head -1)"
	gives 200
	has "$page" noindex
	has "$page" "not known to be of one person"
}

@test "a recipient's page compares rows with settlement tables and says what it covers" {
	get "/en/recipient.json?name=$(url 范例文)"
	gives 200
	same "$(sqlite3 :memory: "SELECT min(value ->> 'from') FROM json_each(
		CAST(readfile('$BATS_TEST_TMPDIR/out') AS TEXT), '\$.filings')")" \
		"$(sql "SELECT min(date) FROM entries WHERE recipient = '范例文'")"
	same "$(json '$.sum_income')" "$(sql "SELECT sum(amount) FROM entries
		WHERE recipient = '范例文' AND direction = 'income'")"
	[ "$(sqlite3 :memory: "SELECT count(*) FROM json_each(
		CAST(readfile('$BATS_TEST_TMPDIR/out') AS TEXT), '\$.settlement')
		WHERE value ->> 'result' = 'agrees' AND value ->> 'check' = 'total'")" -ge 2 ]
	same "$(sqlite3 :memory: "SELECT sum(value ->> 'amount') FROM json_each(
		CAST(readfile('$BATS_TEST_TMPDIR/out') AS TEXT), '\$.deposits')")" \
		"$(sql "SELECT sum(amount) FROM entries WHERE recipient = '范例文'
			AND direction = 'income' AND kind <> 'other'")"
	get "/zh/recipient?name=$(url 范例文)"
	has "$page" "相符"
}

@test "a pair shows all that passed between two" {
	local key who
	who=范例文
	key=$(sql "SELECT printf('b%08d', counterparty_id) FROM entries WHERE kind = 'business'
		AND direction = 'income' AND length(counterparty_id) = 8 AND recipient = '$who'
		GROUP BY counterparty_id ORDER BY count(*) DESC LIMIT 1")
	get "/en/pair.json?donor=$key&recipient=$(url "$who")"
	gives 200
	same "$(json '$.count')" "$(sql "SELECT count(*) FROM entries WHERE recipient = '$who'
		AND counterparty_id = '${key#b}'")"
	get "/en/pair?donor=$key&recipient=$(url "$who")"
	has "$page" "→ $who</h1>"
	get "/en/pair?donor=$key&recipient=$(url 樣本黨)"
	has "$page" "Nothing passed between these two"
	get "/en/pair?donor=$key"
	gives 400
}

@test "an entry shows every cell as filed and has an address that stays" {
	local cells want
	get /en/entry/1.json
	gives 200
	want=$(sql "SELECT count(*) FROM part p JOIN entry n ON n.part = p.id,
		json_each(p.header) WHERE n.id = 1")
	same "$(sqlite3 :memory: "SELECT count(*) FROM json_each(
		CAST(readfile('$BATS_TEST_TMPDIR/out') AS TEXT), '\$.filed')")" "$want"
	same "$(json '$.sha256')" "$(sql "SELECT s.sha256 FROM entry n JOIN part p ON p.id = n.part
		JOIN source s ON s.id = p.source WHERE n.id = 1")"
	same "$(json '$.rows[0].id')" 1
	get /en/entry/1
	gives 200
	cells=$(grep -c 'class="c-cell"' "$BATS_TEST_TMPDIR/out")
	[ "$cells" -ge "$want" ]
	get "$(grep -oE 'rel="bookmark" href="[^"]*"' "$BATS_TEST_TMPDIR/out" |
		sed 's/.*href="//; s/"$//; s/&amp;/\&/g')"
	gives 200
	has "$page" "<h1>Entry 1</h1>"
	get "/en/entry?sha256=00&row=1"
	gives 404
	get /en/entry/999999
	gives 404
	get /en/entry/0x1
	gives 404
}

@test "sources show the proof of each import, and what was wrong" {
	get /en/sources.json
	gives 200
	same "$(json '$.rows_read')" "$(sql "SELECT sum(rows_stored) + sum(rows_aside) FROM part")"
	local hash
	hash=$(sql "SELECT s.sha256 FROM issue i JOIN part p ON p.id = i.part
		JOIN source s ON s.id = p.source LIMIT 1")
	get "/en/source/$hash.json"
	gives 200
	same "$(json '$.problems[0].message')" "$(sql "SELECT i.message FROM issue i JOIN part p
		ON p.id = i.part JOIN source s ON s.id = p.source
		WHERE s.sha256 = '$hash' ORDER BY i.id LIMIT 1")"
	get /en/source/00
	gives 404
}

@test "nothing found: the page says what was tried and where the data end" {
	get "/en/search?q=$(url 查無此人名)"
	gives 200
	has "$page" "No row matches"
	has "$page" "full and half width"
	[[ $page != *'id="recipient"'* ]]
}

@test "columns of a search sort by links, and say how they are sorted" {
	get "/en/search?direction=income"
	has "$page" 'aria-sort="none"'
	get "$(links | grep 'sort=-amount' | head -1)"
	gives 200
	has "$page" 'aria-sort="descending"'
	same "$(grep -oE 'class="num c-amount"[^<]*<a [^>]*>[^<]*' "$BATS_TEST_TMPDIR/out" |
		head -1 | sed 's/.*>//')" "$(grouped "$(sql "SELECT max(amount) FROM entries
			WHERE direction = 'income'")")"
	get "$(links | grep 'sort=amount' | head -1)"
	has "$page" 'aria-sort="ascending"'
}

@test "days stand with the year of the Republic" {
	get "/zh/search?direction=income"
	[[ $page =~ \<time\ datetime=\"20([0-9]{2})-[^\>]*\>[^\<]*\</time\>\ \<small\ class=\"roc\"\>民國\ ([0-9]+) ]]
	same "$((10#${BASH_REMATCH[1]} + 2000 - 1911))" "${BASH_REMATCH[2]}"
}

@test "from the front page to a company's large gifts as Excel, and to the official row" {
	local company amount action
	IFS='|' read -r company amount <<<"$(sql "SELECT counterparty, max(amount) FROM entries
		WHERE kind = 'business' AND direction = 'income' AND date LIKE '2022%'")"
	get /en/
	action=$(grep -oE '<form class="search"[^>]*' "$BATS_TEST_TMPDIR/out" |
		sed 's/.*action="//; s/".*//')
	for field in q min year; do
		has "$page" "name=\"$field\""
	done
	# click 1: the form, with its filters filled in
	get "$action?q=$(url "$company")&min=$amount&max=&from=&to=&kind=&year=2022"
	gives 303
	get "$(sed -nE 's/^Location: ([^\r]*)\r*$/\1/p' "$BATS_TEST_TMPDIR/head")"
	gives 200
	# click 2: Excel
	local excel entry
	excel=$(links | grep 'search.xlsx' | head -1)
	entry=$(links | grep -E '^/en/entry/' | head -1)
	get "$excel"
	gives 200
	has "$head" "spreadsheetml"
	# click 3: the row, where it stands
	get "$entry"
	gives 200
	has "$page" 'class="fact-sha256"'
	has "$page" 'class="fact-row"'
	same "$(fact amount)" "$(grouped "$amount")"
}

# Every address reachable in the language $1, two of each kind: what a path or a
# parameter names is no kind of its own.
walk() {
	local -A seen kinds
	local todo=("/$1/") path link kind

	while [ ${#todo[@]} -gt 0 ]; do
		path=${todo[0]}
		todo=("${todo[@]:1}")
		get "$path"
		[ "$code" = 200 ] || {
			echo "$path: status $code; $(cat "$BATS_TEST_TMPDIR/log")"
			return 1
		}
		visited=$((visited + 1))
		[[ $head == *"text/html"* ]] || continue
		reads_in "$1" "$path" || return 1
		while IFS=' ' read -r kind link; do
			[[ $link == "/$1/"* ]] || [[ $link == /*.??? ]] || continue
			[ -z "${seen[$link]:-}" ] && [ "${kinds[$kind]:-0}" -lt 2 ] || continue
			seen[$link]=1
			kinds[$kind]=$((${kinds[$kind]:-0} + 1))
			todo+=("$link")
		done < <(links | sed -E 'h; s/\?.*//
			s,/(donor|entry|source|rule|flag)/[^.]*,/\1/,; G; s/\n/ /')
	done
}

# Nothing of the other language, but for names and what was filed.
reads_in() {
	local left

	[[ $2 != */rule/* ]] || return 0 # quotes the law and the query of a rule
	if [ "$1" = zh ]; then
		left=$(words | grep -oE '[a-z]{3,} [a-z]{2,} [a-z]{2,}' | head -1)
	else
		left=$(words | grep -v 'lang="zh' | sed -E 's/獻金|中文|臺 and 台|股份有限公司//g' |
			grep -oP '^.*\p{Han}.*$' | grep -vE '選舉|公司|黨|縣|市' | head -1)
	fi
	[ -z "$left" ] || {
		echo "$2 has words of the other language: $left"
		return 1
	}
}

@test "every link of every page leads somewhere, in Chinese" {
	visited=0
	walk zh
	[ "$visited" -gt 50 ]
}

@test "every link of every page leads somewhere, in English" {
	visited=0
	walk en
	[ "$visited" -gt 50 ]
}
