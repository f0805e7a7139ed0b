#!/usr/bin/env bats
# Where the tables of a sheet are: lines above the header, totals, the next table.
# Nothing is hidden: each line that is no row is an issue with its place.

load cli

setup() {
	plain_environment
	cd "$BATS_TEST_TMPDIR" || return 1
	names='序號,交易日期,收支科目,捐贈者/支出對象,身分證/統一編號,收入金額,支出金額,金錢類,地址'
}

# A table of the paper form: who and what for must be said.
import() {
	try import --recipient 甄有恆 --election 111年臺中市市長選舉 "$@"
}

# "row column code text" of every issue.
issue_list() {
	sql "SELECT row || ' ' || \"column\" || ' ' || code || ' ' || text FROM issues ORDER BY row, code"
}

rows() {
	cat <<-EOT
	1,1110901,個人捐贈收入,陳甲子,A12*******,1000,0,金錢,
	2,1110902,個人捐贈收入,林乙丑,A22*******,"2,000",0,金錢,
	3,1110903,宣傳支出,黃丙寅,,,500,金錢,
	EOT
}

@test "titles above the header, a blank line between" {
	{ echo '擬參選人收支明細表'; echo '製表日期：112年5月4日,,,,,,,,'; echo; echo "$names"; rows; } >a.csv
	import a.csv
	ends_with 0
	has "$out" "3 rows read = 3 stored + 0 set aside; income 3,000; expense 500"
	has "$out" "title lines 2"
	same "$(issue_list)" $'1  title-line 擬參選人收支明細表\n2  title-line 製表日期：112年5月4日'
	same "$(sql 'SELECT group_concat(row) FROM entries')" "5,6,7"
	try verify a.csv
	ends_with 0
}

@test "a title without a delimiter does not decide the delimiter" {
	{ echo '收支明細表'; echo "$names" | tr , '\t'; printf '1\t1110901\t個人捐贈收入\t陳甲子\t\t1000\t0\t金錢\t\n'; } >a.txt
	import a.txt
	ends_with 0
	has "$out" "1 rows read = 1 stored"
}

@test "totals that agree are named and are no entries" {
	{ echo "$names"; rows; echo '合　計：,,,,,"3,000",500.00,,'; } >a.csv
	import a.csv
	ends_with 0
	has "$out" "3 rows read = 3 stored + 0 set aside; income 3,000; expense 500"
	has "$out" "1 of 1 totals lines agree"
	same "$(issue_list)" '5 收入金額 totals-line 合　計： 3,000 500.00'
	try verify a.csv
	ends_with 0
}

@test "totals that do not agree say what the rows add up to" {
	{ echo "$names"; rows; echo '總計,,,,,3100,500,,'; } >a.csv
	import a.csv
	ends_with 0
	has "$out" "0 of 1 totals lines agree"
	same "$(issue_list)" '5 收入金額 totals-differ 總計 3100 500 | 3000'
	try check a.csv --recipient 甄有恆 --election 111年臺中市市長選舉
	ends_with 1
	has "$out" "totals-differ"
}

@test "subtotals count from the last one, the total from the header" {
	{ echo "$names"; rows | head -1; echo ',,個人捐贈收入小計,,,1000,,,'; rows | tail -2
	  echo ',,小計,,,2000,500,,'; echo ',,收入合計,,,3000,0,,'; echo '支出合計,,,,,,500,,'; } >a.csv
	import a.csv
	has "$out" "3 rows read = 3 stored + 0 set aside; income 3,000; expense 500"
	has "$out" "4 of 4 totals lines agree"
}

@test "a line of nothing but the sums is totals; of another number it is not" {
	{ echo "$names"; rows; echo ',,,,,3000,500,,'; } >a.csv
	import a.csv
	has "$out" "1 of 1 totals lines agree"
	{ echo "$names"; rows; echo ',,,,,9000,,,'; } >b.csv
	import b.csv
	[[ $out != *"totals lines"* ]]
	has "$out" "4 rows read"
}

@test "a donor called like a total stays a donor" {
	{ echo "$names"; rows; echo '4,1110904,營利事業捐贈收入,合計企業有限公司,12345675,700,0,金錢,'
	  echo '5,1110905,個人捐贈收入,總計,,800,0,金錢,'
	  # without a day it is looked at more closely: its number says who it is
	  echo '6,,營利事業捐贈收入,合計企業有限公司,12345675,900,0,金錢,'; } >a.csv
	import a.csv
	has "$out" "6 rows read = 6 stored + 0 set aside; income 5,400"
	[[ $out != *"totals lines"* ]]
}

@test "the header again on each page, and a signature below" {
	{ echo "$names"; rows; echo "$names"; echo '4,1110904,個人捐贈收入,周丁卯,,10,0,金錢,'
	  echo '合計,,,,,3010,500,,'; echo '製表人：甲　覆核：乙,,,,,,,,'; } >a.csv
	import a.csv
	ends_with 0
	has "$out" "4 rows read = 4 stored + 0 set aside; income 3,010"
	same "$(issue_list)" $'5  repeated-header \n7 收入金額 totals-line 合計 3010 500\n8  remark-line 製表人：甲　覆核：乙'
}

@test "a second table under the first, of other columns in another order" {
	{ echo 一、收支; echo "$names"; rows; echo; echo 二、其他
	  echo '捐贈者/支出對象,收入金額,支出金額,交易日期,收支科目,身分證/統一編號,地址,金錢類,序號'
	  echo '吳戊辰,9,0,1110909,個人捐贈收入,,,金錢,1'; echo '合計,9,,,,,,,'; } >a.csv
	import a.csv
	ends_with 0
	same "$(sql 'SELECT count(*) FROM part')" 2
	has "$out" "3 rows read = 3 stored + 0 set aside; income 3,000"
	has "$out" "1 rows read = 1 stored + 0 set aside; income 9"
	same "$(sql "SELECT row FROM entries WHERE counterparty = '吳戊辰'")" 9
	try verify a.csv
	ends_with 0
	has "$out" "same       4"
}

@test "two tables beside each other are refused, not halved" {
	{ echo "$names,,$names"; rows | sed 's/.*/&,,&/'; } >a.csv
	import a.csv
	ends_with 4
	has "$out" "beside each other"
}

@test "a header in two rows is read as one" {
	cat >a.html <<-EOT
	<table><tr><td colspan=9>收支明細表</td></tr>
	<tr><th rowspan=2>序號</th><th rowspan=2>交易日期</th><th rowspan=2>收支科目</th><th rowspan=2>捐贈者/支出對象</th>
	<th rowspan=2>身分證/統一編號</th><th colspan=2>金額</th><th rowspan=2>金錢類</th><th rowspan=2>地址</th></tr>
	<tr><th>收入</th><th>支出</th></tr>
	<tr><td>1</td><td>1110901</td><td>個人捐贈收入</td><td>陳甲子</td><td></td><td>1000</td><td></td><td>金錢</td><td></td></tr>
	<tr><td>2</td><td>1110902</td><td>宣傳支出</td><td>林乙丑</td><td></td><td></td><td>500</td><td>金錢</td><td></td></tr>
	<tr><td colspan=5>合計</td><td>1000</td><td>500</td><td></td><td></td></tr></table>
	EOT
	import a.html
	ends_with 0
	has "$out" "2 rows read = 2 stored + 0 set aside; income 1,000; expense 500"
	has "$out" "1 of 1 totals lines agree"
	[[ $(issue_list) == *"3  header-rows"* ]]
	try verify a.html
	ends_with 0
}

@test "a row cut off at the end of the file is no remark" {
	{ echo "$names"; rows; printf '4,1110904'; } >a.csv
	import a.csv
	has "$out" "4 rows read = 3 stored + 1 set aside"
	same "$(issue_list | cut -d' ' -f1,3)" '5 ragged'
	# nor is one of which a number alone is left, or one that stands below the totals
	{ echo "$names"; rows; printf '4'; } >b.csv
	import b.csv
	has "$out" "4 rows read = 3 stored + 1 set aside"
	{ echo "$names"; rows; echo '合計,,,,,3000,500,,'; printf '4,1110904'; } >c.csv
	import c.csv
	has "$out" "4 rows read = 3 stored + 1 set aside"
}

@test "a settlement table with a title and its sum over candidates" {
	names=擬參選人,選舉名稱,申報序號,個人捐贈收入,營利事業捐贈收入,政黨捐贈收入,收入小計,支出小計
	{ echo 收支結算表; echo "$names"; echo '甄有恆,111年臺中市市長選舉,首次申報,10,20,0,30,5'
	  echo '賈大方,111年臺中市市長選舉,首次申報,1,0,0,1,0'; echo '合計,,,11,20,0,31,5'; } >a.csv
	import a.csv
	ends_with 0
	has "$out" "2 rows read = 2 stored"
	has "$out" "1 of 1 totals lines agree"
}

@test "XLSX, ODS and XLS: a title, a header in two rows, totals, two tables on one sheet" {
	for kind in xlsx ods xls; do
		export XIANJIN_DATA=$BATS_TEST_TMPDIR/$kind
		"$XJ_SAMPLES" office "$kind" "a.$kind"
		import "a.$kind"
		ends_with 0
		has "$out" "3 rows read = 3 stored + 0 set aside; income 3,000; expense 500"
		has "$out" "title lines 1; 1 of 1 totals lines agree"
		has "$out" "1 rows read = 1 stored + 0 set aside; income 9"
		same "$(issue_list | sort -n)" $'1  title-line 擬參選人收支明細表\n3  header-rows \n7 收入金額 totals-line 合　計 3,000 500\n11 收入金額 totals-line 合計 9'
		same "$(sql 'SELECT group_concat(row) FROM entries')" "4,5,6,10"
		try verify "a.$kind"
		ends_with 0
	done
}
