#!/usr/bin/env bats
# The real filings that lie beside the project, when they do: the totals are the
# Control Yuan's own and the newspaper's.  No row of them is in the project.

load cli.bash

setup() {
	plain_environment
	[ -d "$SHARED/data" ] || skip "no real filings here"
	cp /dev/null "$BATS_TEST_TMPDIR/empty"
}

sum_of() { # SQL
	sqlite3 "$XIANJIN_DATA/store.db" "$1"
}

@test "Taichung 2022: every row is stored, every subject equals the settlement table" {
	try import "$SHARED/data/taichung-2022"
	ends_with 0
	[[ $out != *differ:* ]]
	[ "$(sum_of "SELECT direction, count(*), sum(amount) FROM entries GROUP BY recipient_id, direction ORDER BY 2")" = \
"income|683|62285444
expense|606|89128288
income|1390|87466365
expense|2396|82795246" ] || [ "$(sum_of "SELECT group_concat(n || '|' || a, ' ') FROM (SELECT count(*) n, sum(amount) a FROM entries GROUP BY recipient_id, direction ORDER BY n)")" = \
"606|89128288 683|62285444 1390|87466365 2396|82795246" ]
	# each of the settlement table's subjects, with the rows' sum beside it
	[ "$(sum_of "SELECT count(*) FROM summaries y LEFT JOIN totals_by_subject t
		ON t.filing = y.filing AND t.subject_code = y.item
		WHERE y.subject IS NOT NULL AND coalesce(t.amount, 0) <> y.amount")" = 0 ]
	[ "$(sum_of "SELECT count(*) FROM summaries WHERE subject IS NOT NULL")" = 32 ]
	[ "$(sum_of "SELECT sum(rows_aside) FROM part")" = 0 ]
}

@test "legislators 2008-2016: every row is kept, with the sums of the originals" {
	try import --quiet "$SHARED/data/mirror-media"
	ends_with 0
	[ "$(sum_of "SELECT group_concat(rows_read || '=' || rows_stored || '+' || rows_aside ||
		' ' || (income + aside_amount), '; ') FROM part WHERE layout LIKE 'newspaper-2%' ORDER BY id")" = \
"6903=6903+0 901992830; 5479=5479+0 819306661; 5797=5797+0 904721867" ]
	[ "$(sum_of "SELECT group_concat(rows_stored, ' ') FROM part WHERE layout = 'newspaper-summary'")" = "191 191 261" ]
}

@test "every cell of the real tables can be given back as filed" {
	try import --quiet "$SHARED/data"
	ends_with 0
	for f in "$SHARED"/data/*/*.zip "$SHARED"/data/*/*/*.csv; do
		try verify "$f"
		ends_with 0
	done
}

@test "an exact name and a part of a name find what a plain scan finds" {
	try import --quiet "$SHARED/data"
	ends_with 0
	for word in 建設 股份有限公司 銀行 台 A; do
		try search --limit 0 --format json "counterparty:$word"
		ends_with 0
		found=$(sed -E 's/^\{"count":([0-9]+).*/\1/' <<<"$out")
		try search --limit 0 --format json "donor:/.*/" # the pattern reads every row
		ends_with 0
		[ "$found" -gt 0 ]
	done
}
