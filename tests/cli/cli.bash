# cli.bash - what the bats files of this folder share.
# $XIANJIN is the program, $SAMPLES the folder of samples.

XIANJIN=${XIANJIN:-xianjin}
VERBS="fetch import search donor recipient export report check reconcile rules whatif lag verify help"

# Nothing of the machine's settings: English, a folder of our own.
plain_environment() {
	unset LANG LANGUAGE LC_MESSAGES XDG_DATA_HOME COLUMNS NO_COLOR
	export LC_ALL=C.UTF-8 TERM=xterm
	export HOME=$BATS_TEST_TMPDIR/home
	export XIANJIN_DATA=$BATS_TEST_TMPDIR/data
	mkdir -p "$HOME"
}

# The platform's 25 columns, as the importer knows them.
header='序號,擬參選人／政黨,選舉名稱,申報序號／年度,交易日期,收支科目,捐贈者／支出對象,身分證／統一編號,收入金額,支出金額,捐贈方式,存入專戶日期,返還/繳庫,支出用途,金錢類,地址,聯絡電話,應揭露之支出對象,支出對象之內部人員姓名,支出對象之內部人員職稱,政黨之內部人員姓名,政黨之內部人員職稱,關係,更正註記,資料更正日期'

# A filing of an invented candidate: income_file PATH
income_file() {
	local who='甄有恆,111年臺中市市長選舉,首次申報'

	{
		printf '\xef\xbb\xbf%s\r\n' "$header"
		printf '1,%s,1110901,營利事業捐贈收入,永續海洋股份有限公司,12345675,100000.00,0.00,匯款,1110902,,,金錢,臺中市西屯區****,04-2*****,,,,,,,,\r\n' "$who"
		printf '2,%s,1110905,營利事業捐贈收入,永續海洋股份有限公司,12345675,100000.00,0.00,匯款,1110906,,,金錢,臺中市西屯區****,04-2*****,,,,,,,,\r\n' "$who"
		printf '3,%s,1110910,個人捐贈收入,=測試一,A12*******,3000.00,0.00,現金,1110910,,,金錢,臺中市北屯區****,09xx*****,,,,,,,,\r\n' "$who"
		printf '4,%s,1110911,匿名捐贈,匿名,,1000.00,0.00,現金,1110911,,,金錢,,,,,,,,,,\r\n' "$who"
	} >"$1"
}

# Runs the program with the output and the messages apart: $out, $err, $status.
try() {
	status=0
	"$XIANJIN" "$@" >"$BATS_TEST_TMPDIR/out" 2>"$BATS_TEST_TMPDIR/err" </dev/null ||
		status=$?
	out=$(cat "$BATS_TEST_TMPDIR/out")
	err=$(cat "$BATS_TEST_TMPDIR/err")
}

# ends_with CODE: the exit code of the last try.
ends_with() {
	[ "$status" -eq "$1" ] || {
		echo "exit code $status, not $1; messages: $err"
		return 1
	}
}

# Fails and shows both unless $1 has $2 in it.
has() {
	[[ $1 == *"$2"* ]] || {
		echo "\"$2\" is not in: $1"
		return 1
	}
}

# sql QUERY: what the store says, without the program.
sql() {
	sqlite3 "file:$XIANJIN_DATA/store.db?mode=ro" "$1"
}

# json PATH: a value of the JSON that the last try printed ($.count, $.rows[0].id).
json() {
	sqlite3 :memory: \
		"SELECT json_extract(CAST(readfile('$BATS_TEST_TMPDIR/out') AS TEXT), '$1')"
}

# answer QUESTION...: "count|income|expense" of the whole result.
answer() {
	try search --limit 0 --facet none --format json "$@"
	ends_with 0 || return 1
	sed -nE '1s/^\{"count":([0-9]+),"sum_income":(-?[0-9]+),"sum_expense":(-?[0-9]+),.*/\1|\2|\3/p' \
		"$BATS_TEST_TMPDIR/out"
}

# same GOT EXPECTED: fails and shows both unless they are equal.
same() {
	[ "$1" = "$2" ] || {
		printf 'got:      %s\nexpected: %s\n' "$1" "$2"
		return 1
	}
}
