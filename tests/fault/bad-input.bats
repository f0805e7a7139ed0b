#!/usr/bin/env bats
# Files that are broken, hostile or out of reach: each with its own message and
# exit code, within bounds, nothing half-stored, and the next good file goes in.

load ../cli/cli

good=account-112050403-1111809902.zip

setup() {
	plain_environment
	cd "$BATS_TEST_TMPDIR" || return 1
	"$XIANJIN" -q import "$SAMPLES/official/$good" >/dev/null
	before=$(state)
}

# What is kept and what is answered.
state() {
	sqlite3 "file:$XIANJIN_DATA/store.db?mode=ro" .dump
	"$XIANJIN" search --limit 1000 --sort id --format json
}

# bounded WORD...: as try, and within 10 s of processor and 512 MB.
bounded() {
	local used

	status=0
	/usr/bin/time -o used -f '%U %S %M' "$XIANJIN" "$@" >out 2>err </dev/null || status=$?
	out=$(cat out) err=$(cat err)
	[ -z "${XJ_SANITIZED:-}" ] || return 0
	used=$(tail -1 used)
	awk '{ exit !($1 + $2 < 10 && $3 < 512 * 1024) }' <<<"$used" || {
		echo "processor seconds and kB: $used"
		return 1
	}
}

# refused PATH MESSAGE [OPTION...]: nothing of it is stored, and the reason says so.
refused() {
	local path=$1 message=$2

	shift 2
	bounded import "$@" "$path" || return 1
	ends_with 4 || return 1
	has "$out" "refused, nothing of it stored" || return 1
	has "$out" "$message" || return 1
	[ "$(state)" = "$before" ] || {
		echo "the store changed with $path"
		return 1
	}
}

# A good file still goes in, to the dollar.
goes_on() {
	try import "$SAMPLES/official/account-112050403-1111809901.zip"
	ends_with 0 || return 1
	same "$(answer)" "258|5237221|2378631" || return 1
	try verify
	ends_with 0
}

row() { # SEQ COUNTERPARTY INCOME: as in samples/broken
	printf '%s,莫須有,111年臺南市市長選舉,首次申報,1110601,個人捐贈收入,%s,,%s,0.00,現金,1110602,,,金錢,臺南市,,,,,,,,,\n' "$@"
}

header_line() {
	printf '%s\n' "$header"
}

@test "a table with one bad row: that row is set aside and shown, the others kept" {
	for case in "ragged-row 4 ragged 51000 0" "two-amounts 5 two-amounts 50000 10000" \
	            "nul-byte 6 spoiled 49000 6000"; do
		# shellcheck disable=SC2086
		set -- $case
		XIANJIN_DATA=$BATS_TEST_TMPDIR/$1
		bounded import "$SAMPLES/broken/$1.csv"
		ends_with 0
		has "$out" "10 rows read = 9 stored + 1 set aside"
		same "$(sql "SELECT sum(amount), count(*) FROM entry")" "$4|9"
		same "$(sql "SELECT row - 1, aside, code FROM issue")" "$2|1|$3"
		same "$(sql "SELECT aside_amount FROM part")" "$5"
		# the whole row, as text
		has "$(sql "SELECT text FROM issue")" '莫須有","111年臺南市市長選舉'
	done
	XIANJIN_DATA=$BATS_TEST_TMPDIR/utf8
	bounded import "$SAMPLES/broken/invalid-utf8.csv"
	ends_with 0
	same "$(sql "SELECT sum(amount), count(*) FROM entry")" "55000|10"
	same "$(sql "SELECT row - 1, aside, code, text, \"column\" FROM issue")" \
		"7|0|bad-bytes|E6 9D FF|地址"
}

@test "no table: an unknown layout, an empty file, a picture, a header alone" {
	refused "$SAMPLES/broken/unknown-layout.csv" "交易日期"
	: >empty.csv
	refused empty.csv "the file is empty"
	printf '\x89PNG\r\n\x1a\n' >picture.csv
	refused picture.csv "no format that can be read"
	head -c 5000 /dev/zero >zeros.csv
	refused zeros.csv "no format that can be read"
	printf '序號,擬參選人／政黨\x00,選舉名稱\n1,2,3\n' >nul.csv
	refused nul.csv ""
	goes_on
}

@test "a table that lacks columns is refused with those it lacks" {
	header_line | cut -d, -f 1-5,7-8,11- >less.csv
	row 1 王甲子 1000.00 | cut -d, -f 1-5,7-8,11- >>less.csv
	refused less.csv 收入金額
	goes_on
}

@test "ZIPs cut short or damaged" {
	refused "$SAMPLES/broken/truncated.zip" "cut short or damaged"
	for size in 4 30 1000 4096 8000; do
		head -c $size "$SAMPLES/official/account-112050403-1111809901.zip" >cut.zip
		refused cut.zip "cut.zip"
	done
	# bytes of a packed table, changed: found by its checksum, after rows were read
	{ header_line; for i in {1..500}; do row "$i" "王甲子" "$i.00"; done; } >incomes.csv
	cp incomes.csv more.csv
	zip -q -0 flipped.zip incomes.csv more.csv
	at=$(LC_ALL=C grep -abo '^499,' flipped.zip | tail -1 | cut -d: -f 1)
	printf '8' | dd of=flipped.zip bs=1 seek=$((at + 1)) conv=notrunc status=none
	refused flipped.zip "more.csv"
	goes_on
}

@test "names inside a ZIP that lead elsewhere" {
	refused "$SAMPLES/broken/dotdot.zip" "../incomes.csv"
	{ header_line; row 1 王甲子 1000.00; } >aXincomes.csv
	zip -q slash.zip aXincomes.csv
	for name in '/incomes.csv1' '..\incomes.cs' 'C:\comes.csv1'; do
		name=${name:0:13}
		LC_ALL=C sed "s#aXincomes.csv#${name//\\/\\\\}#g" slash.zip >evil.zip
		refused evil.zip "plain path"
	done
	[ ! -e ../incomes.csv ] && [ ! -e /incomes.csv1 ]
	goes_on
}

@test "members that are links, locked, or there twice" {
	{ header_line; row 1 王甲子 1000.00; } >incomes.csv
	ln -s /etc/passwd link.csv
	zip -q -y link.zip link.csv incomes.csv
	refused link.zip "link.csv"
	zip -q -P secret locked.zip incomes.csv
	refused locked.zip "incomes.csv"
	cp incomes.csv incomeX.csv
	zip -q twice.zip incomes.csv incomeX.csv
	LC_ALL=C sed -i 's/incomeX/incomes/g' twice.zip
	refused twice.zip "incomes.csv"
	zip -q inner.zip incomes.csv
	zip -q -0 outer.zip inner.zip
	refused outer.zip "ZIP inside a ZIP"
	goes_on
}

@test "bombs" {
	for kind in "bomb-ratio:200 times" "bomb-nested:ZIP inside a ZIP" "many-members:1000" \
	            "overlap:200 times"; do
		"$XJ_SAMPLES" hostile "${kind%%:*}" bomb.bin
		refused bomb.bin "${kind#*:}"
		rm bomb.bin
	done
	goes_on
}

@test "twelve tables of a GiB" {
	[ -n "${CHECK_FULL:-}" ] || skip "takes long to make; CHECK_FULL=1 runs it"
	"$XJ_SAMPLES" hostile bomb-total bomb.bin
	refused bomb.bin ""
	goes_on
}

@test "a cell of a GiB costs a row, not the memory" {
	"$XJ_SAMPLES" hostile huge-cell huge.csv
	rm -r "$XIANJIN_DATA"
	bounded import huge.csv
	ends_with 0
	has "$out" "3 rows read = 2 stored + 1 set aside"
	same "$(sql "SELECT aside, message FROM issue")" "1|the row is longer than 1 MiB"
	[ "$(stat -c %s "$XIANJIN_DATA/store.db")" -lt 2000000 ]
	rm huge.csv
	{
		header_line
		row 1 王甲子 1000.00
		head -c 60000000 /dev/zero | tr '\0' x
		echo
		row 3 王丙寅 3000.00
		row 4 "$(head -c 70000 /dev/zero | tr '\0' y)" 4000.00
	} >long.csv
	rm -r "$XIANJIN_DATA"
	bounded import long.csv
	ends_with 0
	has "$out" "4 rows read = 2 stored + 2 set aside"
	same "$(sql "SELECT group_concat(row) FROM issue")" "3,5"
	same "$(sql "SELECT sum(amount) FROM entry")" 4000
}

@test "a quote that is never closed costs a row, not the rest" {
	{
		header_line
		row 1 王甲子 1000.00
		row 2 '"王乙丑' 2000.00
		for i in {3..200}; do row "$i" 王丙寅 10.00; done
	} >quote.csv
	rm -r "$XIANJIN_DATA"
	bounded import quote.csv
	ends_with 0
	has "$out" "200 rows read = "
	same "$(sql "SELECT count(*) FROM entry WHERE counterparty = '王丙寅'")" 198
	same "$(sql "SELECT row, code FROM issue WHERE code = 'stray-quote'")" "3|stray-quote"
}

@test "thousands of columns" {
	{ seq -s, 1 5000; seq -s, 1 5000; } >wide.csv
	refused wide.csv ""
	{ header_line; row 1 王甲子 1000.00; seq -s, 1 100000; row 3 王丙寅 3000.00; } >wide.csv
	bounded import wide.csv
	ends_with 0
	has "$out" "3 rows read = 2 stored + 1 set aside"
}

@test "what is no ordinary file" {
	mkfifo pipe.csv
	refused pipe.csv "not an ordinary file"
	ln -s "$SAMPLES/official/account-112050403-1111809901.zip" link.zip
	refused link.zip "symbolic link"
	ln -s "$SAMPLES/official" linked
	refused linked "symbolic link"
	refused /dev/null "not an ordinary file"
	# in a folder they are passed over, and it says so
	mkdir folder
	mv pipe.csv link.zip linked folder
	ln -s . folder/loop
	bounded import folder
	ends_with 0
	has "$out" "0 stored, 0 already here, 4 skipped"
	same "$(state)" "$before"
	goes_on
}

@test "a path that is not there, a folder too deep, a name too long" {
	try import nowhere.csv
	ends_with 3
	has "$err" "nowhere.csv"
	deep=$(printf 'd/%.0s' {1..20})
	mkdir -p "$deep"
	cp "$SAMPLES/official/account-112050403-1111809901.zip" "$deep"
	bounded import d
	ends_with 4
	has "$err" "too deep"
	same "$(state)" "$before"
	goes_on
}

# Runs as somebody who is not root, or says why not.
as_nobody() {
	if [ "$(id -u)" -ne 0 ]; then
		"$@"
	else
		setpriv --reuid 65534 --regid 65534 --clear-groups "$@"
	fi
}

# Everything on the way must let others through.
open_the_way() {
	local d=$BATS_TEST_TMPDIR

	as_nobody test -x "$XIANJIN" 2>/dev/null || skip "others may not run the program here"
	if [ "$(id -u)" -eq 0 ]; then
		chmod -R a+rX "$d"
		while [ "$d" != / ]; do
			as_nobody test -x "$d" || chmod a+x "$d"
			d=$(dirname "$d")
		done
		chown -R 65534 "$XIANJIN_DATA" "$HOME"
	fi
}

@test "files and folders without permission" {
	cp "$SAMPLES/official/account-112050403-1111809901.zip" shut.zip
	mkdir -p shut half
	cp shut.zip shut/a.zip
	cp shut.zip half/a.zip
	open_the_way
	chmod 000 shut.zip shut half/a.zip
	[ "$(id -u)" -ne 0 ] || chown 65534 shut.zip shut half/a.zip
	for path in shut.zip shut half; do
		status=0
		as_nobody "$XIANJIN" import "$path" >out 2>err </dev/null || status=$?
		out=$(cat out) err=$(cat err)
		ends_with 3
		has "$err" "$path"
		has "$err" "Permission denied"
	done
	same "$(state)" "$before"
	chmod 755 shut shut.zip half/a.zip
	goes_on
}

@test "a data folder without permission" {
	open_the_way
	# reading works where writing is forbidden
	chmod 500 "$XIANJIN_DATA"
	same "$(as_nobody "$XIANJIN" search --limit 0 --facet none --format json | cut -c 1-12)" \
		'{"count":113'
	status=0
	as_nobody "$XIANJIN" import "$SAMPLES/party" >out 2>err </dev/null || status=$?
	out=$(cat out) err=$(cat err)
	[ "$status" -eq 3 ] || [ "$status" -eq 0 ] # the lock and the store are there already
	chmod 700 "$XIANJIN_DATA"
	# and a folder that cannot even be made
	mkdir shut
	chmod 555 shut
	[ "$(id -u)" -ne 0 ] || chown 65534 shut
	status=0
	as_nobody "$XIANJIN" --data "$PWD/shut/data" import "$SAMPLES/cp950" >out 2>err </dev/null ||
		status=$?
	out=$(cat out) err=$(cat err)
	ends_with 3
	has "$err" "shut/data"
	[ -z "$out" ]
	# somebody else's data
	chmod 000 "$XIANJIN_DATA"
	status=0
	as_nobody "$XIANJIN" search 王 >out 2>err </dev/null || status=$?
	out=$(cat out) err=$(cat err)
	ends_with 3
	has "$err" "$XIANJIN_DATA"
	chmod 700 "$XIANJIN_DATA"
}

# changed_after SECONDS: an import of a file that grows so long after it was opened.
changed_after() {
	"$XIANJIN" import growing.csv >out 2>err </dev/null &
	pid=$!
	for _ in {1..2000}; do
		[ -n "$(find "/proc/$pid/fd" -lname '*/growing.csv' 2>/dev/null)" ] && break
		sleep 0.002
	done
	sleep "$1"
	echo >>growing.csv
	status=0
	wait $pid || status=$?
	out=$(cat out) err=$(cat err)
}

@test "a file that changes while it is read" {
	"$XJ_SAMPLES" rows 150000 growing.csv
	cp -a "$XIANJIN_DATA" kept
	# while it is hashed, and while its rows are stored; a fast machine may be done
	for delay in 0 0.4 0.2 0.1; do
		changed_after $delay
		if [ "$status" -eq 0 ]; then
			rm -r "$XIANJIN_DATA"
			cp -a kept "$XIANJIN_DATA"
			continue
		fi
		ends_with 3
		has "$out" "changed while it was being read"
		[ "$(state)" = "$before" ]
		[ "$delay" = 0 ] || break
	done
	[ "$status" -ne 0 ]
	goes_on
}

@test "a bad file among good ones stops none of them" {
	mkdir mixed
	cp "$SAMPLES/broken/truncated.zip" "$SAMPLES/broken/dotdot.zip" \
		"$SAMPLES/broken/unknown-layout.csv" mixed
	: >mixed/a-empty.csv
	cp "$SAMPLES/official/account-112050403-1111809901.zip" mixed/m.zip
	cp "$SAMPLES"/surplus/*.zip mixed/z.zip
	bounded import mixed
	ends_with 4
	has "$out" "6 sources: 2 stored, 0 already here, 0 skipped, 4 refused"
	same "$(answer)" "288|5237887|2728281"
	try verify
	ends_with 0
	# the proof in JSON says the same
	bounded import --format json mixed
	ends_with 4
	same "$(grep -c '"result":"refused"' out) $(grep -c '"result":"known"' out)" "4 2"
}

@test "the verdict is the same each time" {
	cp "$SAMPLES"/broken/* .
	"$XIANJIN" --data a import ./*.csv ./*.zip >a.out 2>a.err || true
	"$XIANJIN" --data b import ./*.csv ./*.zip >b.out 2>b.err || true
	cmp a.out b.out
	cmp a.err b.err
	cmp a/store.db b/store.db
}
