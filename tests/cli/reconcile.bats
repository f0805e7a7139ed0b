#!/usr/bin/env bats
# Settlement tables against rows: the planted differences of the samples, and
# those that the newspapers' tables are known to have.

load cli.bash

setup() {
	plain_environment
}

counts() {
	sed -nE 's/^\{"compared":([0-9]+),"agree":([0-9]+),"differ":([0-9]+).*/\1 \2 \3/p' <<<"$out"
}

@test "bundles that agree to the dollar: exit 0" {
	try import --quiet "$SAMPLES/official" "$SAMPLES/party"
	try reconcile --format json
	ends_with 0
	[ "$(counts)" = "75 75 0" ]
	try reconcile --all --format csv
	ends_with 0
	[ "$(tail -n +2 <<<"$out" | wc -l)" = 75 ]
	has "$out" "over-30000,income_over_30000,2620000,2620000,0,agrees"
}

@test "the planted differences of the newspaper tables: exit 1, and where" {
	try import --quiet "$SAMPLES/legacy"
	try reconcile --format csv
	ends_with 1
	[ "$(cut -d, -f1,4,5,8 <<<"$(tail -n +2 <<<"$out")" | sort)" = "$(printf '%s\n' \
		溫故例,subject,營利事業捐贈收入,100000 \
		瓦旦．樣本,subject,營利事業捐贈收入,-500000 \
		莫須有,subject,營利事業捐贈收入,-45000 | sort)" ]
}

@test "a page that is in three times, a page that is missing" {
	head='序號,擬參選人,選舉名稱,申報序號,個人捐贈收入,營利事業捐贈收入,政黨捐贈收入,人民團體捐贈收入,匿名捐贈收入,其他收入,收入小計,支出小計'
	who='范例文,111年臺南市市長選舉,首次申報'
	printf '%s\n1,%s,1000,500,0,0,0,0,1500,0\n' "$head" "$who" >"$BATS_TEST_TMPDIR/table.csv"
	{
		echo "$header"
		for i in 1 2 3; do
			printf '%s,%s,1110901,個人捐贈收入,陳甲子,,1000.00,0.00,現金,1110901,,,金錢,,,,,,,,,,\n' "$i" "$who"
		done | sed 's/,,,,,,,,,,$/,,,,,,,,,,/'
	} >"$BATS_TEST_TMPDIR/rows.csv"
	try import --quiet "$BATS_TEST_TMPDIR/table.csv" "$BATS_TEST_TMPDIR/rows.csv"
	ends_with 0
	try reconcile --format csv
	ends_with 1
	has "$out" "個人捐贈收入,3000,1000,2000,differs,the rows are a multiple of the table: are pages in twice?"
	has "$out" "營利事業捐贈收入,0,500,-500,differs,no row of this subject: are pages missing?"
}

@test "the real tables: exactly the differences that are known" {
	[ -d "$SHARED/data" ] || skip "no real filings here"
	try import --quiet "$SHARED/data/taichung-2022"
	try reconcile --format json
	ends_with 0
	[ "$(counts)" = "58 58 0" ]
	export XIANJIN_DATA=$BATS_TEST_TMPDIR/legislators
	try import --quiet "$SHARED/data/mirror-media"
	try reconcile --format csv
	ends_with 1
	[ "$(tail -n +2 <<<"$out" | cut -d, -f2,4,8 | sort)" = "$(printf '%s\n' \
		第7屆立法委員選舉,parts,-20000 第7屆立法委員選舉,parts,610000 \
		第7屆立法委員選舉,parts,-6000 第7屆立法委員選舉,parts,-100000 \
		第8屆立法委員選舉,subject,-500000 第9屆立法委員選舉,parts,-42 \
		第9屆立法委員選舉,subject,-5 第9屆立法委員選舉,subject,-600000 \
		第9屆立法委員選舉,subject,-45000 | sort)" ]
}
