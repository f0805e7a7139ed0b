#!/usr/bin/env bats
# Answers: each name found as people write it, each filter against a plain count
# in the store, pages without gaps, facets that add up.

load cli

setup_file() {
	export SEARCH_DATA=$BATS_FILE_TMPDIR/data
	"$XIANJIN" --data "$SEARCH_DATA" -q import --recipient 溫故例 "$SAMPLES/official" \
		"$SAMPLES/party" "$SAMPLES/surplus" "$SAMPLES/crowd" \
		"$SAMPLES/legacy" >/dev/null
	# and one table with names of all kinds
	{
		printf '%s\n' '序號,擬參選人／政黨,選舉名稱,申報序號／年度,交易日期,收支科目,捐贈者／支出對象,身分證／統一編號,收入金額,支出金額'
		n=0
		for name in 永續海洋股份有限公司 '永續海洋(股)公司' '永續海洋（股）公司' \
		            永續海洋股份公司 永續海洋 永續海洋科技股份有限公司 \
		            台灣永續有限公司 臺灣永續有限公司 'ＡＢＣ國際' 'abc國際' \
		            '娃丹‧樣本' '娃丹·樣本' '娃丹．樣本' '娃丹樣本' '娃丹・樣本' \
		            'Siyat Watan' 'siyat  watan' 𠮷野範 $'王\xee\xa5\xa2範' \
		            '王○範' '王〇範' '王＊範' '１２３商行' '㈱範例' '(株)範例' \
		            範 '範，例' '峰頂範' '峯頂範'; do
			n=$((n + 1))
			printf '%d,樣本丙,113年臺中市市長選舉,首次申報,1130101,個人捐贈收入,"%s",,%d,0\n' \
				"$n" "$name" "$n"
		done
	} >"$BATS_FILE_TMPDIR/names.csv"
	"$XIANJIN" --data "$SEARCH_DATA" -q import "$BATS_FILE_TMPDIR/names.csv" >/dev/null
}

setup() {
	plain_environment
	export XIANJIN_DATA=$SEARCH_DATA
}

# names QUESTION...: the numbers of the names table that are found.
names() {
	try search --sort id --limit 1000 --format csv recipient:樣本丙 "$@"
	ends_with 0 || return 1
	tail -n +2 "$BATS_TEST_TMPDIR/out" | cut -d, -f 6 | tr '\n' ' ' | sed 's/ $//'
}

# count CONDITION: what the store says of the entries in force.
count() {
	sql "SELECT count(*), coalesce(sum(CASE direction WHEN 'income' THEN amount END), 0),
		coalesce(sum(CASE direction WHEN 'expense' THEN amount END), 0)
		FROM entries WHERE $1"
}

# agree QUESTION CONDITION: the same count and sums, and not none or all.
agree() {
	local got rows

	got=$(answer "$1") || return 1
	same "$1: $got" "$1: $(count "$2")" || return 1
	rows=${got%%|*}
	[ "$rows" -gt 0 ] && [ "$rows" -lt 651 ] || {
		echo "$1 proves nothing: $rows rows"
		return 1
	}
}

@test "everything: the counts of the samples" {
	same "$(answer)" "$(count 1)"
	same "$(sql "SELECT count(*) FROM entries")" 651
	same "$(answer versions:all)" "$(sql "SELECT count(*), sum(CASE direction WHEN 1 THEN
		amount END), sum(CASE direction WHEN 2 THEN amount END) FROM entry")"
}

@test "names of one, two, three and many characters" {
	# (股)公司, （股）公司 and 股份公司 are 股份有限公司
	name="replace(replace(replace(counterparty, '(股)', '股份有限'), '（股）', '股份有限'),
		'股份公司', '股份有限公司')"
	for word in 有 海 生有 樓閣 海市蜃 烏有先 無中生有 海市蜃樓開發 示範實業股份 例; do
		agree "counterparty:$word" "instr($name, '$word')"
		# a word alone looks at who filed as well
		agree "$word" "instr($name, '$word') OR instr(recipient, '$word')"
	done
	agree 范例文 "instr(counterparty, '范例文') OR recipient = '范例文'"
	# characters in another order are another name
	same "$(answer counterparty:有無)" "0|0|0"
	same "$(answer counterparty:樓海)" "0|0|0"
}

@test "two words must both match, wherever they stand" {
	agree "樓閣 空中" "counterparty LIKE '%空中%' AND counterparty LIKE '%樓閣%'"
	agree "柳樣本 示範" "recipient = '柳樣本' AND instr(counterparty, '示範')"
	same "$(answer 空中 銀行)" "0|0|0"
	same "$(answer 空中 樓閣)" "$(answer '空中 樓閣')"
	same "$(answer '空中　樓閣')" "$(answer '空中 樓閣')"
}

@test "a company with and without its form" {
	for name in 永續海洋股份有限公司 '永續海洋(股)公司' '永續海洋（股）公司' \
	            '永續海洋（股） 公司' 永續海洋股份公司; do
		same "$name: $(names "\"$name\"")" "$name: 1 2 3 4"
		same "$name: $(names "=$name")" "$name: 1 2 3 4"
	done
	same "$(names "=永續海洋")" "1 2 3 4 5"
	same "$(names 永續海洋)" "1 2 3 4 5 6"
	same "$(names 永續海洋股份)" "1 2 3 4"
	same "$(names donor:=永續海洋)" "1 2 3 4 5"
	same "$(names 'donor:"永續海洋科技股份有限公司"')" 6
	same "$(names --donor =永續海洋科技)" 6
	same "$(answer 空中樓閣建設 recipient:范例文)" "2|600000|0"
	same "$(answer "=空中樓閣")" "0|0|0"
}

@test "variants, width and case" {
	same "$(names 台灣永續)" "7 8"
	same "$(names 臺灣永續)" "7 8"
	same "$(names '"臺灣永續有限公司"')" "7 8"
	for word in abc ABC ＡＢＣ ａｂｃ Abc; do
		same "$word $(names "$word")" "$word 9 10"
	done
	same "$(names 123商行)" 23
	same "$(names １２３)" 23
	same "$(names ㈱範例)" "24 25"
	same "$(names '(株)範例')" "24 25"
	same "$(names 峰頂)" "28 29"
	same "$(names 峯頂)" "28 29"
}

@test "indigenous and Latin names, with any dot or none" {
	for word in 娃丹‧樣本 娃丹·樣本 娃丹．樣本 娃丹樣本 娃丹・樣本 '娃丹 ‧ 樣本'; do
		same "$word $(names "\"$word\"")" "$word 11 12 13 14 15"
	done
	same "$(names 娃丹 樣本)" "11 12 13 14 15"
	same "$(names "=娃丹")" ""
	for word in siyat SIYAT Ｓｉｙａｔ; do
		same "$word $(names "$word")" "$word 16 17"
	done
	same "$(names '"Siyat Watan"')" "16 17"
	same "$(names "=siyatwatan")" "16 17"
	same "$(names iya)" "16 17"
}

@test "rare, private and masked characters" {
	same "$(names 𠮷)" 18
	same "$(names "=𠮷野範")" 18
	same "$(names $'\xee\xa5\xa2')" 19
	same "$(names $'王\xee\xa5\xa2')" 19
	same "$(names 王○範)" "20 21 22"
	same "$(names 王〇範)" "20 21 22"
	same "$(answer $'\xf3\xbf\xbf\x86')" "$(count "instr(counterparty, char(0xFFFC6))")"
	same "$(answer 子虛烏有企業)" "$(count "instr(counterparty, '子虛烏有企業')")"
	# a zero-width blank does not hide a company
	same "$(answer '"子虛烏有企業有限公司"' recipient:范例文)" "2|$(sql "SELECT sum(amount) FROM
		entries WHERE recipient = '范例文' AND instr(counterparty, '子虛烏有企業')")|0"
	same "$(sql "SELECT count(*) FROM entries WHERE recipient = '范例文' AND
		counterparty = '子虛烏有企業有限公司'")" 1
}

@test "the whole name is no longer one" {
	same "$(names "=範")" 26
	same "$(names '"範"')" 26
	[ "$(names 範 | wc -w)" -gt 8 ]
	same "$(names 範例)" "24 25 27"
	same "$(answer "=匿名")" "$(count "counterparty = '匿名'")"
}

@test "each filter against a plain count" {
	agree "counterparty:銀行" "instr(counterparty, '銀行')"
	agree "donor:建設" "instr(counterparty, '建設') AND direction = 'income'"
	agree "payee:示範實業" "instr(counterparty, '示範實業') AND direction = 'expense'"
	agree "recipient:例" "instr(recipient, '例')"
	agree "recipient:=范例文" "recipient = '范例文'"
	agree "recipient:=瓦旦·樣本" "recipient = '瓦旦．樣本'"
	agree "id:24681353" "counterparty_id = '24681353'"
	agree "id:98640705" "counterparty_id = '98640705'"
	masked=$(sql "SELECT counterparty_id FROM entries WHERE counterparty_id LIKE 'A1%*' LIMIT 1")
	agree "id:$masked" "counterparty_id = '$masked'"
	agree "election:市長" "instr(election, '市長')"
	agree "election:111年台南市" "election = '111年臺南市市長選舉'"
	agree "election:=第8屆立法委員選舉" "election = '第8屆立法委員選舉'"
	agree "area:臺南市" "area = '臺南市'"
	agree "area:台北" "area = '臺北市'"
	agree "party:範例聯盟" "party = '範例聯盟'"
	agree "party:=樣本黨" "party = '樣本黨'"
	agree "purpose:廣告" "instr(purpose, '廣告')"
	agree "purpose:手續費" "instr(purpose, '手續費')"
	agree "subject:12" "subject_code = 12"
	agree "subject:匿名" "instr(subject, '匿名')"
	agree "subject:宣傳" "instr(subject, '宣傳')"
	for kind in individual business group anonymous other; do
		agree "kind:$kind" "kind = '$kind'"
	done
	agree "kind:營利事業" "kind = 'business'"
	agree "kind:party" "kind = 'party'"
	agree "direction:income" "direction = 'income'"
	agree "direction:支出" "direction = 'expense'"
	for method in cash transfer cheque; do
		agree "method:$method" "method = '$method'"
	done
	agree "method:none" "method IS NULL"
	agree "method:匯款" "method = 'transfer'"
	agree "place:臺南市" "address LIKE '臺南市%' OR address LIKE '台南市%'"
	agree "place:台中市" "address LIKE '臺中市%' OR address LIKE '台中市%'"
	agree "place:臺南市東區" "address LIKE '臺南市東區%' OR address LIKE '台南市東區%'"
	for file in crowd.csv account-112050403-1111809902.zip _v2.zip 2012; do
		[ "$file" = crowd.csv ] && file=易範本.csv
		agree "source:$file" "part IN (SELECT part FROM provenance WHERE instr(file, '$file'))"
	done
	sha256=$(sql "SELECT sha256 FROM source WHERE name LIKE '%9902.zip'")
	agree "source:$sha256" "part IN (SELECT part FROM provenance WHERE sha256 = '$sha256')"
	agree "source:${sha256:0:12}" "part IN (SELECT part FROM provenance WHERE sha256 = '$sha256')"
	same "$(answer source:nowhere.csv)" "0|0|0"
	# this very file, not one that has the name in its own
	file=$(sql "SELECT name FROM source WHERE name LIKE '%9902.zip'")
	agree "source:=$file" "part IN (SELECT part FROM provenance WHERE file = '$file')"
	agree "source:\"$file\"" "part IN (SELECT part FROM provenance WHERE file = '$file')"
	agree "source:=$sha256" "part IN (SELECT part FROM provenance WHERE file = '$file')"
	same "$(answer "source:=${file%.zip}")" "0|0|0"
	same "$(answer "source:=${sha256:0:12}")" "0|0|0"
}

@test "an option and a filter among the words ask the same" {
	for filter in "recipient 范例文" "kind business" "amount 10000..20000" "date 111-09" \
	              "subject 宣傳" "method cash" "payee 示範實業" "election 111年" "year 2022" \
	              "area 臺南市" "place 臺南市" "purpose 廣告" "id 24681353" "versions all" \
	              "counterparty 海" "donor 海" "party 無" "direction income" "source 2012"; do
		# shellcheck disable=SC2086
		set -- $filter
		same "$filter: $(answer "--$1" "$2")" "$filter: $(answer "$1:$2")"
	done
}

@test "amounts: spans, ends and order" {
	agree "amount:10000" "amount = 10000"
	agree "amount:9000..10000" "amount BETWEEN 9000 AND 10000"
	agree "amount:9,000..10,000" "amount BETWEEN 9000 AND 10000"
	agree "amount:100000.." "amount >= 100000"
	agree "amount:..500" "amount <= 500"
	agree "amount:9900..9900" "amount = 9900"
	agree "amount:1000.. amount:..5000" "amount BETWEEN 1000 AND 5000"
	try search amount:10001..10000
	ends_with 2
	has "$err" 10001
}

@test "dates: of both calendars, of a day, a month, a year" {
	for form in 2022-09-01 1110901 111/9/1 111-09-01 111年9月1日 2022/9/1; do
		same "$form $(answer date:$form)" "$form $(count "date = '2022-09-01'")"
	done
	agree "date:2022-09" "date LIKE '2022-09-%'"
	agree "date:111-09" "date LIKE '2022-09-%'"
	agree "date:2022" "date LIKE '2022-%'"
	agree "date:111" "date LIKE '2022-%'"
	agree "date:111-09..111-11-26" "date BETWEEN '2022-09-01' AND '2022-11-26'"
	agree "date:2022-11-26.." "date >= '2022-11-26'"
	agree "date:..100-12-31" "date <= '2011-12-31'"
	agree "date:2022-09-30..2022-10" "date BETWEEN '2022-09-30' AND '2022-10-31'"
	agree "date:2022-02-28..2022-05-31" "date BETWEEN '2022-02-28' AND '2022-05-31'"
	agree "year:111" "date LIKE '2022-%'"
	agree "year:2007..2008" "date BETWEEN '2007-01-01' AND '2008-12-31'"
	agree "year:112.." "date >= '2023-01-01'"
	# a row without a date is found only where no date is asked for
	[ "$(sql "SELECT count(*) FROM entries WHERE date IS NULL")" -gt 4 ]
	same "$(answer date:1912..2100)" "$(count "date IS NOT NULL")"
}

@test "the same filter twice means either, spans narrow" {
	agree "kind:business kind:party" "kind IN ('business', 'party')"
	agree "method:cash method:cheque" "method IN ('cash', 'cheque')"
	agree "recipient:柳樣本 recipient:易範本" "recipient IN ('柳樣本', '易範本')"
	agree "election:第7屆 election:第8屆" "election LIKE '第7屆%' OR election LIKE '第8屆%'"
	agree "subject:11 subject:12" "subject_code IN (11, 12)"
	agree "source:2008 source:2012" "part IN (SELECT part FROM provenance
		WHERE file LIKE '%2008%' OR file LIKE '%2012%')"
	# a file that both name is counted once
	agree "source:2008 source:legislators-2008" "part IN (SELECT part FROM provenance
		WHERE file LIKE '%2008%')"
	agree "place:臺南市東區 place:臺中市" "address LIKE '_南市東區%' OR address LIKE '_中市%'"
	agree "amount:1000.. amount:..5000 amount:3000" "amount = 3000"
	agree "date:2022 date:..2022-06" "date BETWEEN '2022-01-01' AND '2022-06-30'"
}

@test "different filters must all hold" {
	agree "海 kind:business direction:income amount:50000.. date:2022" \
		"instr(counterparty, '海') AND kind = 'business' AND direction = 'income'
		AND amount >= 50000 AND date LIKE '2022-%'"
	agree "recipient:范例文 subject:個人 method:cash amount:..5000" \
		"recipient = '范例文' AND instr(subject, '個人') AND method = 'cash' AND amount <= 5000"
	same "$(answer kind:individual id:24681353)" "0|0|0"
	# a donor gives, a payee is paid, whatever else is asked
	same "$(answer donor:示範 direction:expense)" "0|0|0"
	same "$(answer donor:示範 payee:示範)" "0|0|0"
	same "$(answer donor:/示範/ direction:expense)" "0|0|0"
	agree "payee:示範 direction:expense" "instr(counterparty, '示範') AND direction = 'expense'"
	# names narrow, and one id is meant
	agree "counterparty:空中 counterparty:樓閣" "counterparty LIKE '%空中樓閣%'"
	same "$(answer counterparty:許庚午 counterparty:劉辛未)" "0|0|0"
	try search id:24681353 id:98640705
	ends_with 2
	has "$err" "only one id"
}

@test "sorted both ways, equals in the order of their ids" {
	for key in amount date; do
		for minus in "" -; do
			way=ASC
			[ -z "$minus" ] || way=DESC
			try search kind:business --sort "$minus$key" --limit 1000 --format csv
			ends_with 0
			same "$(tail -n +2 <<<"$out" | cut -d, -f 1 | head -300)" \
				"$(sql "SELECT id FROM entries WHERE kind = 'business'
				ORDER BY CASE '$key' WHEN 'amount' THEN amount ELSE day END $way, id
				LIMIT 300")"
		done
	done
	try search kind:business --sort id --limit 1000 --format csv
	same "$(tail -n +2 <<<"$out" | cut -d, -f 1)" \
		"$(sql "SELECT id FROM entries WHERE kind = 'business' ORDER BY id")"
	try search kind:business --sort -id --limit 1000 --format csv
	same "$(tail -n +2 <<<"$out" | cut -d, -f 1)" \
		"$(sql "SELECT id FROM entries WHERE kind = 'business' ORDER BY id DESC")"
	# whole names first, then shorter ones
	try search 永續海洋 recipient:樣本丙 --format csv
	same "$(tail -n +2 <<<"$out" | cut -d, -f 6 | tail -1)" 6
}

@test "pages: every row once, in the order of one long page" {
	for how in "--sort -amount" "--sort amount" "--sort -date" "--sort date" "--sort id" \
	           "--sort -id" "--sort relevance" ""; do
		for what in "有" "kind:business" ""; do
			# shellcheck disable=SC2086
			try search $what $how --limit 1000 --format json
			ends_with 0
			same "$(json '$.next')" ""
			all=$(sqlite3 :memory: "SELECT json_extract(value, '$.id') FROM json_each(
				CAST(readfile('$BATS_TEST_TMPDIR/out') AS TEXT), '$.rows')")
			count=$(json '$.count')
			same "$(wc -l <<<"$all")" "$count"
			after=() paged= pages=0
			while :; do
				# shellcheck disable=SC2086
				try search $what $how --limit 97 --format json "${after[@]}"
				ends_with 0
				same "$(json '$.count')" "$count"
				paged+=$(sqlite3 :memory: "SELECT json_extract(value, '$.id') FROM json_each(
					CAST(readfile('$BATS_TEST_TMPDIR/out') AS TEXT), '$.rows')")$'\n'
				next=$(json '$.next')
				pages=$((pages + 1))
				[ -n "$next" ] || break
				[ "$pages" -lt 20 ]
				after=(--after "$next")
			done
			same "$what $how: ${paged%$'\n'}" "$what $how: $all"
			same "$pages" $(((count + 96) / 97))
		done
	done
	same "$(sort -u <<<"$all" | wc -l)" "$count"
}

@test "facets add up to the whole result, and are the store's groups" {
	for what in "" "有" "recipient:范例文" "amount:10000.."; do
		try search $what --limit 0 --format json \
			--facet recipient,election,kind,subject,year,method,direction,area,place,donor
		ends_with 0
		count=$(json '$.count') income=$(json '$.sum_income') expense=$(json '$.sum_expense')
		for facet in recipient kind subject direction; do
			same "$what $facet $(sqlite3 -separator ' ' :memory: "SELECT
				sum(json_extract(value, '$.count')), sum(json_extract(value, '$.income')),
				sum(json_extract(value, '$.expense')) FROM json_each(CAST(readfile(
				'$BATS_TEST_TMPDIR/out') AS TEXT), '$.facets.$facet')")" \
				"$what $facet $count $income $expense"
		done
	done
	try search --limit 0 --format json --facet kind,method,year,recipient,election
	groups() { # FACET COLUMN: both sides, sorted
		sqlite3 :memory: "SELECT json_extract(value, '$.value'), json_extract(value, '$.count'),
			json_extract(value, '$.income'), json_extract(value, '$.expense') FROM json_each(
			CAST(readfile('$BATS_TEST_TMPDIR/out') AS TEXT), '$.facets.$1')
			WHERE coalesce(json_extract(value, '$.value'), '') NOT IN ('', 'none')" | sort
	}
	plain() {
		sql "SELECT $1 AS v, count(*), sum(CASE direction WHEN 'income' THEN amount ELSE 0 END),
			sum(CASE direction WHEN 'expense' THEN amount ELSE 0 END) FROM entries
			WHERE v IS NOT NULL GROUP BY v" | sort
	}
	same "$(groups kind)" "$(plain kind)"
	same "$(groups method)" "$(plain method)"
	same "$(groups recipient)" "$(plain recipient)"
	same "$(groups election)" "$(plain election)"
	same "$(groups year)" "$(plain "substr(date, 1, 4)")"
	[ "$(groups year | wc -l)" -gt 9 ]
}

@test "a pattern finds what its words say, over folded names" {
	agree "donor:/^空中樓閣/" "counterparty LIKE '空中樓閣%' AND direction = 'income'"
	agree "donor:/^子.烏有/" "direction = 'income' AND (counterparty LIKE '子_烏有%' OR
		counterparty LIKE char(0x200B) || '子_烏有%')"
	agree "donor:/烏有|樓閣/ amount:100000.." "direction = 'income' AND amount >= 100000 AND
		(counterparty LIKE '%烏有%' OR counterparty LIKE '%樓閣%')"
	same "$(names 'donor:/^王.範$/')" "19 20 21 22"
	same "$(names 'donor:/^[a-z]+$/')" "16 17"
	same "$(answer 'donor:/^$/')" "0|0|0"
	try search 'donor:/(/'
	ends_with 2
	try search 'donor:/甲/ donor:/乙/'
	ends_with 2
}

@test "a donor's key finds exactly that donor" {
	key=$(sql "SELECT donor FROM entries WHERE counterparty = '空中樓閣建設(股)公司' LIMIT 1")
	try search 空中樓閣建設 --format json --limit 1
	shown=$(json '$.rows[0].donor')
	agree "donor:$shown" "donor = $key"
	try donor "$shown" --format json
	ends_with 0
	has "$out" 空中樓閣建設
}

@test "every format shows the same rows" {
	for what in "有 --sort -amount --limit 50" "kind:anonymous --limit 1000" "林乙丑" "黃丙寅"; do
		# shellcheck disable=SC2086
		try search $what --format json
		fields="json_extract(value, '$.id'), json_extract(value, '$.amount'),
			coalesce(json_extract(value, '$.date'), ''), json_extract(value, '$.counterparty'),
			json_extract(value, '$.address')"
		rows=$(sqlite3 :memory: "SELECT $fields FROM json_each(
			CAST(readfile('$BATS_TEST_TMPDIR/out') AS TEXT), '$.rows')")
		[ -n "$rows" ]
		# shellcheck disable=SC2086
		try search $what --format jsonl
		{
			echo '['
			sed '$!s/$/,/' "$BATS_TEST_TMPDIR/out"
			echo ']'
		} >"$BATS_TEST_TMPDIR/lines"
		same "$(sqlite3 :memory: "SELECT $fields FROM json_each(
			CAST(readfile('$BATS_TEST_TMPDIR/lines') AS TEXT))")" "$rows"
		# shellcheck disable=SC2086
		try search $what --format csv
		same "$(sqlite3 :memory: ".import --csv '$BATS_TEST_TMPDIR/out' t" \
			"SELECT id, amount, date, counterparty, address FROM t")" "$rows"
		ids=$(cut -d'|' -f 1 <<<"$rows" | grep -E '^[0-9]+$' | paste -sd,)
		same "$(sql "SELECT sum(amount) FROM entry WHERE id IN ($ids)")" \
			"$(sqlite3 :memory: ".import --csv '$BATS_TEST_TMPDIR/out' t" "SELECT sum(amount) FROM t")"
	done
}

@test "what a row says is what was filed" {
	try search 蘇丁丑 kind:individual recipient:范例文 --format json
	same "$(json '$.count')" 1
	id=$(json '$.rows[0].id')
	for field in seq counterparty counterparty_id amount date deposit_date purpose address phone \
	             direction subject subject_code kind method; do
		same "$field $(json "\$.rows[0].$field")" "$field $(sql "SELECT $field FROM entries WHERE id = $id")"
	done
	same "$(json '$.rows[0].source.file')" account-112110601-1111809901_v2.zip
	same "$(json '$.rows[0].source.member')" incomes.csv
	row=$(json '$.rows[0].source.row')
	unzip -p "$SAMPLES/official/account-112110601-1111809901_v2.zip" incomes.csv |
		sed 's/\r$//' | grep -n 蘇丁丑 | cut -d: -f 1 | grep -q .
	[ "$row" -gt 1 ]
	same "$(sql "SELECT row FROM entry WHERE id = $id")" "$row"
}
