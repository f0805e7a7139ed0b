#!/usr/bin/env bats
# What a rule says where it cannot speak: a signal that many peers show is listed as
# common and counts for nothing; a rule without its registry is not tested.

load cli

setup() {
	plain_environment
	command -v sqlite3 >/dev/null || skip "no sqlite3"
}

# peers N LATE: N candidates of one office and year, LATE of them with income after
# polling day.
peers() {
	local i day

	{
		printf '\xef\xbb\xbf%s\r\n' "$header"
		for ((i = 1; i <= $1; i++)); do
			day=1111120
			[ "$i" -gt "$2" ] || day=1111128
			printf '%d,甄第%d,111年臺南市市長選舉,首次申報,%s,個人捐贈收入,陳甲子,A12*******,%d.00,0.00,匯款,%s,,,金錢,臺南市東區****,06-2*****,,,,,,,,\r\n' \
				"$i" "$i" "$day" $((1000 * i)) "$day"
		done
	} >"$BATS_TEST_TMPDIR/peers.csv"
	rm -rf "$XIANJIN_DATA"
	try import "$BATS_TEST_TMPDIR/peers.csv"
	ends_with 0
}

# flags RULE: how many, with severity, exemption, rows of evidence and base rate
flags() {
	sql "SELECT count(*), severity, coalesce(exempt, '-'),
		(SELECT count(*) FROM flag_entry e WHERE e.flag = flag.id) AS rows, detail
		FROM flag WHERE rule = '$1' GROUP BY 2, 3, 4, 5"
}

@test "a signal that over a tenth of its peers show is suppressed and says so" {
	peers 11 2
	same "$(flags post-election)" "2|I|common|0|2/11"
	try report --rule post-election --width 0
	has "$out" "common"
	has "$out" "filings of the same office and year with such income: 2/11"
	try report --rule post-election --lang zh --width 0
	has "$out" "同類申報中有此情形者 2/11"
	try report --rule post-election --format jsonl
	[ "$(grep -c '"severity":"I".*"entries":\[\].*"exempt":"common"' <<<"$out")" -eq 2 ]
	# it finds no row, and is none of what the rules hold
	same "$(answer flag:post-election)" "0|0|0"
	try rules --format csv
	grep -q '^post-election,.*,nothing found,0,' <<<"$out"
	"$XIANJIN" cgi-test 'GET /en/flags?rule=post-election' >"$BATS_TEST_TMPDIR/page"
	grep -q 'common among its peers as well' "$BATS_TEST_TMPDIR/page"
}

@test "a tenth of its peers, or few peers, suppress no signal" {
	peers 20 2
	same "$(flags post-election)" "2|S|-|1|2/20"
	peers 9 2
	same "$(flags post-election)" "2|S|-|1|2/9"
	same "$(answer flag:post-election)" "2|3000|0"
	peers 19 2
	same "$(flags post-election)" "2|I|common|0|2/19"
	# the tenth is a figure like others
	try import --set signal.common=2000 "$BATS_TEST_TMPDIR/peers.csv"
	same "$(flags post-election)" "2|S|-|1|2/19"
}

reference() { # RULE: the reference data of its fixture
	local file kind

	for file in "$TOP_SRCDIR/tests/rules/$1".reference.*.csv; do
		[ -f "$file" ] || continue
		kind=${file##*.reference.}
		try import --reference "${kind%.csv}" "$file"
		ends_with 0
	done
}

# rules_with HEADER: ids of the rules with such a line in their head
rules_with() {
	grep -lE -- "$1" "$TOP_SRCDIR"/src/rules/*.sql | xargs -n1 basename | sed 's/\.sql$//'
}

@test "every signal has a base rate and is suppressed by it" {
	local rule wrong= n=0

	for rule in $(rules_with '^-- severity: S$'); do
		rm -rf "$XIANJIN_DATA"
		reference "$rule"
		try import "$TOP_SRCDIR/tests/rules/$rule.csv"
		ends_with 0
		flags "$rule" | grep -q '|S|-|' || wrong+="$rule: the fixture has no signal; "
		! flags "$rule" | grep -vE '[0-9]/[0-9]+$|\[, of [^]]*\][0-9]+$' ||
			wrong+="$rule: no base rate; "
		# as if these few were the peers of each other, and anything common
		try import --set signal.peers.min=1 --set signal.common=0 \
			"$TOP_SRCDIR/tests/rules/$rule.csv"
		ends_with 0
		[ "$(flags "$rule" | cut -d'|' -f2-4 | sort -u)" = "I|common|0" ] ||
			wrong+="$rule: $(flags "$rule") "
		same "$(answer "flag:$rule")" "0|0|0" || wrong+="$rule: rows are found; "
		n=$((n + 1))
	done
	echo "$wrong"
	[ -z "$wrong" ]
	[ "$n" -ge 21 ]
}

@test "a rule without its registry is not tested, says so, and runs with it" {
	local rule table wrong= n=0

	for rule in $(rules_with '^-- needs: [^n]'); do
		table=$(sed -n 's/^-- needs: //p' "$TOP_SRCDIR/src/rules/$rule.sql")
		rm -rf "$XIANJIN_DATA"
		try import "$TOP_SRCDIR/tests/rules/$rule.csv"
		ends_with 0
		grep -q "rules not tested:.* $rule\(,\|\$\)" <<<"$out" ||
			wrong+="$rule: the import does not say so; "
		try rules --format csv
		grep -q "^$rule,.*,not tested,,no registry: nothing in the table $table;" <<<"$out" ||
			wrong+="$rule: no word on its registry; "
		[ -z "$(flags "$rule")" ] || wrong+="$rule: flags without a registry; "
		reference "$rule"
		try rules --format csv
		grep -q "^$rule,.*,holds,[1-9]" <<<"$out" || wrong+="$rule: not run; "
		n=$((n + 1))
	done
	echo "$wrong"
	[ -z "$wrong" ]
	[ "$n" -ge 8 ]
}
