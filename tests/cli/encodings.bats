#!/usr/bin/env bats
# One table in every encoding and with every line end gives the same entries; bytes
# that belong to no character are named by row and column, never dropped.

load cli

cp950=account-112050403-1111809902-incomes.csv

setup() {
	plain_environment
	cd "$BATS_TEST_TMPDIR"
	iconv -f CP950 -t UTF-8 "$SAMPLES/cp950/$cp950" >twin.csv
}

# What the rows became, whatever file they came from.
entries() {
	sql "SELECT row, seq, direction, subject, kind, counterparty, counterparty_id, id_kind,
		donor, amount, day, method, deposit_day, disposition, monetary, purpose, address,
		phone, place, disclose, raw FROM entry ORDER BY row"
}

# becomes ENCODING FILE [OPTION...]: read as that, the entries are those of the twin.
becomes() {
	local name=$1 file=$2

	shift 2
	[ -n "${twin:-}" ] || {
		try import twin.csv
		ends_with 0
		twin=$(entries)
		same "$(wc -l <<<"$twin") $(sql "SELECT sum(amount) FROM entry")" "70 2253487"
	}
	rm -r "$XIANJIN_DATA"
	try import "$@" "$file"
	ends_with 0
	has "$out" "70 rows read = 70 stored + 0 set aside; income 2,253,487"
	same "$file: $(sql "SELECT encoding FROM part")" "$file: $name"
	same "$(entries)" "$twin"
	same "$(sql "SELECT count(*) FROM issue")" 0
}

@test "CP950 is recognised, and equals its twin in UTF-8" {
	becomes CP950 "$SAMPLES/cp950/$cp950"
	becomes UTF-8 twin.csv
}

@test "--encoding says what is not recognised, and is believed" {
	becomes CP950 "$SAMPLES/cp950/$cp950" --encoding CP950
	becomes CP950 "$SAMPLES/cp950/$cp950" --encoding big5
	becomes UTF-8 twin.csv --encoding utf-8
	rm -r "$XIANJIN_DATA"
	try import --encoding UTF-8 "$SAMPLES/cp950/$cp950"
	ends_with 4
	same "$(sql "SELECT count(*) FROM source")" 0
	try import --encoding latin5 twin.csv
	[ "$status" -eq 2 ] || [ "$status" -eq 4 ]
	has "$out$err" latin5
	has "$out$err" cp950
}

@test "with and without a byte order mark; CRLF, LF, CR; no final newline" {
	becomes UTF-8 twin.csv
	{ printf '\xef\xbb\xbf'; cat twin.csv; } >bom.csv
	becomes UTF-8 bom.csv
	sed 's/$/\r/' twin.csv >crlf.csv
	becomes UTF-8 crlf.csv
	tr '\n' '\r' <twin.csv >cr.csv
	becomes UTF-8 cr.csv
	head -c -1 twin.csv >no-newline.csv
	becomes UTF-8 no-newline.csv
	sed 's/$/\r/' twin.csv | head -c -1 >half-newline.csv
	becomes UTF-8 half-newline.csv
	{ cat twin.csv; printf '\n\n'; } >blank-lines.csv
	becomes UTF-8 blank-lines.csv
}

@test "UTF-16 with its mark" {
	{ printf '\xff\xfe'; iconv -f UTF-8 -t UTF-16LE twin.csv; } >le.csv
	becomes UTF-16LE le.csv
	{ printf '\xfe\xff'; sed 's/$/\r/' twin.csv | iconv -f UTF-8 -t UTF-16BE; } >be.csv
	becomes UTF-16BE be.csv
}

@test "quotes around every cell change nothing" {
	awk -F, -v OFS='","' '{ $1 = $1; print "\"" $0 "\"" }' twin.csv >quoted.csv
	becomes UTF-8 quoted.csv
	# and a folder or a ZIP around the file
	zip -q quoted.zip quoted.csv
	becomes UTF-8 quoted.zip
	mkdir -p a/b
	cp twin.csv a/b
	becomes UTF-8 a
}

# place CELL TEXT: the twin with TEXT in that cell (row, column) of the table.
place() { # row column bytes
	LC_ALL=C awk -F, -v OFS=, -v r="$1" -v c="$2" -v t="$3" 'NR == r { $c = t } { print }' twin.csv
}

@test "bad bytes are issues with row and column, and the row is kept" {
	# 地址 is the 16th column, 捐贈者 the 7th
	place 12 16 $'\xe8\x87\xff\xfe南' >bad.csv
	try import bad.csv
	ends_with 0
	has "$out" "70 rows read = 70 stored + 0 set aside; income 2,253,487; expense 0; issues 1"
	same "$(sql "SELECT row, line, \"column\", code FROM issue")" "12||地址|bad-bytes" ||
		same "$(sql "SELECT row, line, \"column\", code FROM issue")" "12|12|地址|bad-bytes"
	same "$(sql "SELECT text FROM issue")" "E8 87 FF FE"
	same "$(sql "SELECT hex(address) FROM entry WHERE row = 12")" EFBFBDEFBFBDEFBFBDE58D97
	rm -r "$XIANJIN_DATA"
	place 71 7 $'王\xc0\x80甲' >bad.csv
	try import bad.csv
	ends_with 0
	same "$(sql "SELECT row, \"column\", code FROM issue")" "71|捐贈者／支出對象|bad-bytes"
	try search 王 --format json
	has "$out" $'王\xef\xbf\xbd'
}

@test "bad bytes in an amount: the row is set aside, not counted as something else" {
	place 5 9 $'10\xff0.00' >bad.csv
	was=$(awk -F, 'NR == 5 { printf "%d", $9 }' twin.csv)
	try import bad.csv
	ends_with 0
	has "$out" "70 rows read = 69 stored + 1 set aside"
	same "$(sql "SELECT sum(amount) FROM entry")" $((2253487 - was))
	same "$(sql "SELECT row, aside FROM issue WHERE code = 'amount-shape'")" "5|1"
}

@test "bad bytes in CP950 and half a character in UTF-16" {
	iconv -f UTF-8 -t CP950 twin.csv | LC_ALL=C awk -F, -v OFS=, \
		'NR == 9 { $16 = "\xff\xff" } { print }' >bad950.csv
	try import bad950.csv
	ends_with 0
	same "$(sql "SELECT encoding FROM part")" CP950
	same "$(sql "SELECT row, \"column\", code FROM issue")" "9|地址|bad-bytes"
	same "$(sql "SELECT sum(amount) FROM entry")" 2253487
	rm -r "$XIANJIN_DATA"
	{ printf '\xff\xfe'; iconv -f UTF-8 -t UTF-16LE twin.csv; printf '\x00\xd8\n\x00'; } >half.csv
	try import half.csv
	ends_with 0
	same "$(sql "SELECT sum(amount) FROM entry")" 2253487
	[ "$(sql "SELECT count(*) FROM issue WHERE row = 72")" -ge 1 ]
}

@test "private characters of CP950 stay what they were" {
	# U+E000 and on: the user-defined areas of CP950
	iconv -f UTF-8 -t CP950 twin.csv | LC_ALL=C awk -F, -v OFS=, \
		'NR == 3 { $7 = "\xfa\x40\xfa\x41" } { print }' >private.csv
	try import private.csv
	ends_with 0
	same "$(sql "SELECT hex(counterparty) FROM entry WHERE row = 3")" EE8080EE8081
	same "$(sql "SELECT row, code FROM issue")" "3|private-use"
	try search $'\xee\x80\x80' --format json
	same "$(json '$.count')" 1
}

@test "what was filed is given back cell by cell" {
	for f in "$SAMPLES/cp950/$cp950" twin.csv; do
		"$XIANJIN" -q import "$f" >/dev/null
		try verify --format json "$f"
		ends_with 0
		same "$(json '$.files[0].result') $(json '$.files[0].rows')" "same 70"
	done
}

@test "UTF-16 without a mark is found, or told, and verified" {
	cd "$BATS_TEST_TMPDIR" || return 1
	"$XJ_SAMPLES" awkward 30 csv plain.csv
	# U+4E00 has a NUL in the half where ASCII has none
	sed -i 's/陳甲子/一甲子一一/' plain.csv
	"$XIANJIN" --quiet --data plain import plain.csv >/dev/null
	"$XIANJIN" --quiet --data plain export --to plain-out
	for order in LE BE; do
		iconv -f UTF-8 -t "UTF-16$order" plain.csv >"$order.csv"
		for told in "" "--encoding utf-16${order,,}"; do
			rm -rf data again
			# shellcheck disable=SC2086
			"$XIANJIN" --quiet --data data import $told "$order.csv" >/dev/null
			"$XIANJIN" --quiet --data data export --to again
			cmp plain-out/entries.csv again/entries.csv
			"$XIANJIN" --quiet --data data verify "$order.csv"
		done
	done
	# hardly an ASCII character in it: only told
	printf '姓名；名稱%.0s' {1..200} | iconv -f UTF-8 -t UTF-16LE >none.csv
	try import --encoding utf-16le none.csv
	ends_with 4
	has "$out" "no column of any known table"
}

# confidence_of FILE [OPTION...]: what the proof says of its encoding, for programs and people.
confidence_of() {
	local file=$1

	shift
	rm -rf "$XIANJIN_DATA"
	try import --recipient 甄有恆 --election 111年臺中市議員選舉 --format json "$@" "$file"
	ends_with 0
	said="$(json '$.parts[0].encoding') $(json '$.parts[0].confidence')"
	rm -r "$XIANJIN_DATA"
	try import --recipient 甄有恆 --election 111年臺中市議員選舉 "$@" "$file"
	ends_with 0
}

@test "the proof says which encoding was taken, and how sure that is" {
	confidence_of twin.csv
	same "$said" "UTF-8 sure"
	[[ $out != *encoding* ]]
	confidence_of "$SAMPLES/cp950/$cp950"
	same "$said" "CP950 likely"
	has "$out" "expense 0; encoding CP950: likely"
	confidence_of "$SAMPLES/cp950/$cp950" --encoding cp950
	same "$said" "CP950 sure"
	[[ $out != *encoding* ]]
	{ cat twin.csv; printf '71,\xff\n'; } >bad.csv
	confidence_of bad.csv
	same "$said" "UTF-8 guess"
	has "$out" "; encoding UTF-8: guess"
}

@test "Big5-HKSCS is taken for it by the words of Cantonese, and that is a guess" {
	{
		echo '序號,交易日期,收支科目,捐贈者/支出對象,身分證/統一編號,收入金額,支出金額,金錢類,地址'
		echo '1,1110901,宣傳支出,喺邊度印嘅單張,,0,500,金錢,旺角嗰間'
		echo '2,1110902,雜支支出,佢哋用咗啲嘢,,0,80,金錢,冇'
	} | iconv -f UTF-8 -t BIG5-HKSCS >hk.csv
	confidence_of hk.csv
	same "$said" "Big5-HKSCS guess"
	same "$(sql "SELECT group_concat(counterparty) FROM entry")" "喺邊度印嘅單張,佢哋用咗啲嘢"
}
