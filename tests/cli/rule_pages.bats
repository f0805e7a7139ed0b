#!/usr/bin/env bats
# Every rule has a page whose example is what the program prints, and a fixture
# with rows that must be flagged, rows just under, and rows that are exempt.

load cli.bash

setup() {
	plain_environment
}

# flags_of DATA RULE: rule, severity, value, limit, 序號 of the evidence
flags_of() {
	sqlite3 "$1/store.db" "SELECT g.rule || char(9) || g.severity || char(9) ||
		coalesce(g.value, '') || char(9) || coalesce(g.\"limit\", '') || char(9) ||
		coalesce((SELECT group_concat(seq, ',') FROM (SELECT n.seq FROM flag_entry f
			JOIN entry n ON n.id = f.entry WHERE f.flag = g.id ORDER BY n.id)), '')
		FROM flag g WHERE g.rule = '$2'" | LC_ALL=C sort
}

# expect RULE TABLE EXPECTED [KIND=FILE...]: prints nothing when all is as expected
expect() {
	local rule=$1 table=$2 expected=$3 data=$BATS_TEST_TMPDIR/data.$1.$RANDOM r
	shift 3
	"$XIANJIN" --data "$data" --quiet import "$table" >/dev/null 2>&1 ||
		{ echo "$rule: the example is refused"; return; }
	for r in "$TOP_SRCDIR/tests/rules/$rule".[2-9].csv; do
		[ -f "$r" ] || continue
		"$XIANJIN" --data "$data" --quiet import "$r" >/dev/null 2>&1 ||
			echo "$rule: $r is refused"
	done
	for r in "$@"; do
		"$XIANJIN" --data "$data" --quiet import --reference "${r%%=*}" "${r#*=}" >/dev/null 2>&1 ||
			echo "$rule: reference data ${r#*=} refused"
	done
	diff <(sed 's/\t-/\t/g' "$expected" | LC_ALL=C sort) <(flags_of "$data" "$rule") |
		sed "s/^/$rule: /"
	rm -rf "$data"
}

@test "each rule's fixture: exactly the expected flags" {
	local wrong=
	for table in "$TOP_SRCDIR"/tests/rules/*.csv; do
		rule=$(basename "$table" .csv)
		[[ $rule == *.* ]] && continue # reference data, or a second file
		reference=()
		for r in "$TOP_SRCDIR/tests/rules/$rule".reference.*.csv; do
			[ -f "$r" ] || continue
			kind=${r##*.reference.}
			reference+=("${kind%.csv}=$r")
		done
		wrong+=$(expect "$rule" "$table" "${table%.csv}.expected" "${reference[@]}")
	done
	echo "$wrong"
	[ -z "$wrong" ]
}

@test "each page's example is what the program prints" {
	local wrong= pages=0
	for page in "$TOP_SRCDIR"/docs/rules/*.md; do
		rule=$(basename "$page" .md)
		awk '/^```csv$/ && !n { n = 1; next } /^```/ { n = n == 1 ? 2 : n } n == 1' \
			"$page" >"$BATS_TEST_TMPDIR/$rule.csv"
		awk '/^```expected$/ { n = 1; next } /^```/ { n = 0 } n == 1' "$page" \
			>"$BATS_TEST_TMPDIR/$rule.expected"
		# a page with the head of a long table speaks of the whole one
		grep -q 'The first .* of [0-9]* rows' "$page" &&
			cp "$TOP_SRCDIR/tests/rules/$rule.csv" "$BATS_TEST_TMPDIR/$rule.csv"
		[ -s "$BATS_TEST_TMPDIR/$rule.csv" ] || { wrong+="$rule: no example "; continue; }
		reference=()
		for r in "$TOP_SRCDIR/tests/rules/$rule".reference.*.csv; do
			[ -f "$r" ] || continue
			kind=${r##*.reference.}
			reference+=("${kind%.csv}=$r")
		done
		wrong+=$(expect "$rule" "$BATS_TEST_TMPDIR/$rule.csv" \
			"$BATS_TEST_TMPDIR/$rule.expected" "${reference[@]}")
		pages=$((pages + 1))
	done
	echo "$wrong"
	[ -z "$wrong" ]
	[ "$pages" -ge 25 ]
}

@test "every rule has a page in both languages and a fixture, and nothing else has" {
	rules=$(ls "$TOP_SRCDIR"/src/rules/*.sql | xargs -n1 basename | sed 's/\.sql$//' |
		grep -v '^tables$')
	[ "$rules" = "$(cd "$TOP_SRCDIR"/docs/rules && ls *.md | sed 's/\.md$//')" ]
	[ "$rules" = "$(ls "$TOP_SRCDIR"/docs/rules/zh | sed 's/\.md$//')" ]
	[ "$rules" = "$(ls "$TOP_SRCDIR"/tests/rules/*.expected | xargs -n1 basename |
		sed 's/\.expected$//')" ]
}

# What a page and its translation have in common, one a line: the headings as the
# catalogue has them, the code, the days, the sums, and the ends of the law's rows.
common() {
	local text
	text=$(sed -e 's/^## What it finds$/## 這條規則找什麼/' \
		-e 's/^## Article and figures by date$/## 法條與各時期數值/' \
		-e 's/^## How it is computed$/## 如何計算/' -e 's/^## Example$/## 範例/' \
		-e 's/^## Innocent explanations$/## 可能的正常原因/' \
		-e 's/^## How to dispute or mend$/## 如何說明或更正/' \
		-e 's/^## Settings$/## 設定/' "$1")
	grep '^## ' <<<"$text"
	awk '/^```/ { n = !n; print; next } n' <<<"$text"
	awk -F' *[|] *' '/^[|] `/ { gsub(/[^0-9.]/, "", $6); print $2, $4, $5, $6, $8 }' <<<"$text"
	grep -oE '`[a-z_.*-]+`|[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]+,[0-9]{3}(,[0-9]{3})*' \
		<<<"$text" | LC_ALL=C sort -u
}

@test "a page and its translation have the same sections, example, figures and names" {
	local wrong= page rule
	for page in "$TOP_SRCDIR"/docs/rules/zh/*.md; do
		rule=$(basename "$page" .md)
		wrong+=$(diff <(common "$TOP_SRCDIR/docs/rules/$rule.md") <(common "$page") |
			sed "s/^/$rule: /")
		[ "$(head -1 "$page")" = "# $rule：$(sed -n 3p "$TOP_SRCDIR/docs/rules/$rule.md")" ] ||
			wrong+="$rule: another title "
	done
	echo "$wrong"
	[ -z "$wrong" ]
}

@test "a rule is told in the language asked for" {
	for page in docs/rules/cash-limit.md docs/rules/zh/cash-limit.md; do
		lang=en
		[[ $page == */zh/* ]] && lang=zh
		"$XIANJIN" --lang $lang rules cash-limit >"$BATS_TEST_TMPDIR/told"
		grep -qxF "$(head -1 "$TOP_SRCDIR/$page")" "$BATS_TEST_TMPDIR/told"
	done
}

@test "no page, title or message accuses" {
	! grep -rniE 'illegal|violat|guilty|fraud|criminal donor|crook|違法者|犯罪者|詐' \
		"$TOP_SRCDIR"/docs/rules "$TOP_SRCDIR"/src/rules/*.sql |
		grep -viE 'not (a )?(violation|illegal)|no (violation|offence)'
}
