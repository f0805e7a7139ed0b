#!/usr/bin/env bats
# A correction supersedes what it corrects, whichever comes first; a surplus
# report is a filing of its own.  The numbers are those of samples/README.md.

load cli

first=account-112050403-1111809901
second=account-112110601-1111809901_v2
party1="political party-114080401-1131809801-all"
party2="political party-114110501-1131809801-all_v2"

setup() {
	plain_environment
}

import() { # a file below samples/
	"$XIANJIN" -q import "$SAMPLES/$1" >/dev/null
}

@test "version 2 supersedes: counts, sums and rows are its own" {
	import official/$first.zip
	same "$(answer)" "145|2983734|1379298"
	same "$(answer 周乙玄)" "1|$(sql "SELECT amount FROM entry WHERE counterparty = '周乙玄'")|0"
	import official/$second.zip
	same "$(answer)" "146|2975734|1379298"
	# what the correction changed
	same "$(answer 周乙玄)" "0|0|0"
	same "$(answer 周乙亥)" "1|$(sql "SELECT amount FROM entry WHERE counterparty = '周乙亥'")|0"
	same "$(answer 葉丙子)" "1|2000|0"
	same "$(answer 蘇丁丑 kind:individual)" "1|10000|0"
	# facets and profiles count it once
	try search --limit 0 --format json --facet recipient,kind,year
	same "$(json '$.facets.recipient[0].income')" 2975734
	same "$(json '$.facets.recipient[0].count')" 146
	same "$(json '$.facets.recipient[1].count')" ""
	try recipient 范例文 --format json
	ends_with 0
	has "$out" 2975734
	[[ $out != *2983734* ]]
	# and a shown row says which version it is from
	try search 葉丙子 --format json
	same "$(json '$.rows[0].version')" 2
	same "$(json '$.rows[0].source.file')" $second.zip
}

@test "--versions all shows both, and what was superseded stays readable" {
	import official/$first.zip
	import official/$second.zip
	same "$(answer --versions all)" "291|5959468|2758596"
	same "$(answer versions:all 周乙玄)" "1|$(sql "SELECT amount FROM entry WHERE counterparty = '周乙玄'")|0"
	same "$(answer versions:all 葉丙子)" "2|22000|0"
	same "$(answer versions:current 葉丙子)" "1|2000|0"
	try search versions:all 葉丙子 --sort -amount --format json
	same "$(json '$.rows[0].version') $(json '$.rows[1].version')" "1 2"
	try verify
	ends_with 0
}

@test "the older version imported later does not take over" {
	import official/$first.zip
	import official/$second.zip
	right=$(answer)
	facets=$("$XIANJIN" search --limit 0 --format json)
	all=$(answer versions:all)
	XIANJIN_DATA=$BATS_TEST_TMPDIR/other
	import official/$second.zip
	import official/$first.zip
	same "$(answer)" "$right"
	same "$("$XIANJIN" search --limit 0 --format json)" "$facets"
	same "$(answer versions:all)" "$all"
	same "$(sql "SELECT group_concat(version || income_in_force || expense_in_force ||
		summary_in_force, ' ') FROM (SELECT * FROM filing ORDER BY version)")" "1000 2111"
	try verify
	ends_with 0
}

@test "a party's correction likewise" {
	for order in "$party1:$party2" "$party2:$party1"; do
		import "party/${order%:*}.zip"
		import "party/${order#*:}.zip"
		same "$(answer)" "51|13246753|1788834"
		same "$(answer versions:all)" "102|27033506|3577668"
		same "$(sql "SELECT amount FROM summaries WHERE item = 'balance'")" 11457919
		same "$(sql "SELECT version FROM filings WHERE income_in_force")" 2
		rm -r "$XIANJIN_DATA"
	done
}

@test "folders named as the platform names its files are the same versions" {
	for name in $first $second; do
		mkdir -p "$BATS_TEST_TMPDIR/$name"
		unzip -q -d "$BATS_TEST_TMPDIR/$name" "$SAMPLES/official/$name.zip"
	done
	try import "$BATS_TEST_TMPDIR/$second"
	ends_with 0
	try import "$BATS_TEST_TMPDIR/$first"
	ends_with 0
	same "$(answer)" "146|2975734|1379298"
	same "$(sql "SELECT group_concat(version, ' ') FROM (SELECT version FROM filing ORDER BY 1)")" "1 2"
}

@test "where no name tells, the later file is the newer; --filing-version says" {
	unzip -q -d "$BATS_TEST_TMPDIR" "$SAMPLES/official/$first.zip" incomes.csv
	mv "$BATS_TEST_TMPDIR/incomes.csv" "$BATS_TEST_TMPDIR/a.csv"
	unzip -q -d "$BATS_TEST_TMPDIR" "$SAMPLES/official/$second.zip" incomes.csv
	mv "$BATS_TEST_TMPDIR/incomes.csv" "$BATS_TEST_TMPDIR/b.csv"
	"$XIANJIN" -q import "$BATS_TEST_TMPDIR/b.csv" >/dev/null
	"$XIANJIN" -q import "$BATS_TEST_TMPDIR/a.csv" >/dev/null
	same "$(answer)" "88|2983734|0"
	rm -r "$XIANJIN_DATA"
	"$XIANJIN" -q import --filing-version 2 "$BATS_TEST_TMPDIR/b.csv" >/dev/null
	"$XIANJIN" -q import --filing-version 1 "$BATS_TEST_TMPDIR/a.csv" >/dev/null
	same "$(answer)" "89|2975734|0"
	rm -r "$XIANJIN_DATA"
	# an option is stronger than a name
	"$XIANJIN" -q import --filing-version 3 "$SAMPLES/official/$first.zip" >/dev/null
	import official/$second.zip
	same "$(answer)" "145|2983734|1379298"
}

@test "a correction of one side leaves the other in force" {
	import official/$first.zip
	unzip -q -d "$BATS_TEST_TMPDIR/$second" "$SAMPLES/official/$second.zip" incomes.csv
	"$XIANJIN" -q import "$BATS_TEST_TMPDIR/$second/incomes.csv" >/dev/null
	same "$(answer direction:income)" "89|2975734|0"
	same "$(answer direction:expense)" "57|0|1379298"
	same "$(answer)" "146|2975734|1379298"
}

@test "a surplus report is a filing beside the first one, and both count" {
	import official/$first.zip
	import official/$second.zip
	import surplus/account-113060301-1111809901_2.zip
	same "$(answer)" "176|2976400|1728948"
	same "$(sql "SELECT group_concat(account || serial || '.' || version, ' ') FROM
		(SELECT * FROM filings WHERE income_in_force ORDER BY serial)")" \
		"candidate1.2 surplus2.1"
	try search --format json subject:其他收入 --sort -date
	same "$(json '$.rows[0].serial')" 第1次賸餘
	# the balance it opens with is what version 2 left
	same "$(sql "SELECT amount FROM summaries WHERE item = 'previous_balance'")" \
		"$(sql "SELECT amount FROM summaries WHERE item = 'balance' AND serial = 1")"
	# in either order
	XIANJIN_DATA=$BATS_TEST_TMPDIR/other
	import surplus/account-113060301-1111809901_2.zip
	import official/$second.zip
	same "$(answer)" "176|2976400|1728948"
}

@test "one import of all versions and one by one are the same to a reader" {
	"$XIANJIN" -q import "$SAMPLES/official" "$SAMPLES/party" "$SAMPLES/surplus" >/dev/null
	together=$("$XIANJIN" search --limit 1000 --sort id --format json | sha256sum)
	XIANJIN_DATA=$BATS_TEST_TMPDIR/other
	for f in "$SAMPLES"/official/*.zip "$SAMPLES"/party/*.zip "$SAMPLES"/surplus/*.zip; do
		"$XIANJIN" -q import "$f" >/dev/null
	done
	same "$("$XIANJIN" search --limit 1000 --sort id --format json | sha256sum)" "$together"
	same "$(answer)" "340|18476640|4517115"
}
