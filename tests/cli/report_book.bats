#!/usr/bin/env bats
# The report as a workbook, read back by our own reader, has the values that the
# other formats have.

load cli

setup() {
	plain_environment
	cd "$BATS_TEST_TMPDIR" || return 1
	command -v jq >/dev/null || skip "no jq"
	"$XIANJIN" --quiet import "$SAMPLES/official" >/dev/null
	"$XIANJIN" --quiet report --format xlsx >report.xlsx
	"$XIANJIN" --quiet report --format jsonl >report.jsonl
	"$BOOK_TEXT" report.xlsx >book
}

@test "every flag with its value, limit, days and words" {
	awk -F'\t' -v OFS='\t' '/^# /{ rule = substr($0, 3); on = 0; next }
		$1 == "Severity" && $2 == "Recipient" { on = 1; next }
		on && NF > 10 { print rule, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $13, $14 }' \
		book | sort >got
	jq -r '[.rule, .severity, .recipient, .election, .donor, .value, .limit, .unit, .article,
		.from, .to, .exempt, .message] | map(. // "" | tostring | gsub("[\t\n]"; " ")) |
		join("\t")' report.jsonl | sort >want
	[ "$(wc -l <want)" -ge 20 ]
	diff want got
}

@test "every row of evidence once, with its amount and its cells as filed" {
	awk -F'\t' -v OFS='\t' '/^# /{ on = $0 == "# Evidence"; next } on && $1 ~ /^[0-9]/ {
		print $1, $5, $6, $7 }' book | sort -u >got
	jq -r '.entries[] | [.id, .source.file, .source.member, .source.row] | map(tostring) |
		join("\t")' report.jsonl | sort -u >want
	[ "$(wc -l <want)" -ge 10 ]
	diff want got
	# the cells from the eighth on are the row of the table itself
	awk -F'\t' '/^# /{ on = $0 == "# Evidence"; next }
		on && $6 == "incomes.csv" && $5 ~ /1111809902/' book | head -3 |
	while IFS=$'\t' read -r _ _ _ _ file member row cells; do
		want=$(unzip -p "$SAMPLES/official/$file" "$member" | tr -d '\r' | sed -n "${row}p")
		same "$(sed 's/\t*$//; s/\t/,/g' <<<"$cells")" "$(sed 's/,*$//' <<<"$want")"
	done
}

@test "each sheet says what its rule finds and how to mend it, in the reader's language" {
	"$XIANJIN" --quiet --lang zh report --format xlsx >zh.xlsx
	"$BOOK_TEXT" zh.xlsx >book.zh
	seen=0
	for rule in $(jq -r .rule report.jsonl | sort -u); do
		for page in "zh/$rule" "$rule"; do
			book=book
			[ "$page" = "$rule" ] || book=book.zh
			for part in '這條規則找什麼|What it finds' '如何說明或更正|How to dispute or mend'; do
				awk -v part="^## ($part)\$" '$0 ~ part { f = 1; next } f && NF { print; exit }' \
					"$TOP_SRCDIR/docs/rules/$page.md" >said
				[ -s said ]
				grep -qFf said $book || { echo "$page: $(cat said)"; return 1; }
				seen=$((seen + 1))
			done
		done
	done
	[ "$seen" -ge 40 ]
}
