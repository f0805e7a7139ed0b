#!/usr/bin/env bats
# A draft sent to the page that checks it: the findings are those of the command line,
# and nothing of it stays anywhere.

load ../cli/cli.bash

setup() {
	plain_environment
	cd "$BATS_TEST_TMPDIR"
	export TMPDIR=$BATS_TEST_TMPDIR/tmp XDG_DATA_HOME=$BATS_TEST_TMPDIR/xdg
	mkdir -p "$TMPDIR" "$XDG_DATA_HOME"
	canary=諸葛測試鳥
	draft >draft.csv
}

# Row 2 is over the anonymous limit; 3 has a day that is none and a name to look for.
draft() {
	local who='甄有恆,111年臺中市市長選舉,首次申報' where='臺中市西屯區樣本路1號,04-22222222,,,,,,,,'

	printf '\xef\xbb\xbf%s\r\n' "$header"
	printf '1,%s,1110817,匿名捐贈,匿名,,12000.00,0.00,匯款,1110818,,,金錢,%s\r\n' "$who" "$where"
	printf '2,%s,111/13/45,個人捐贈收入,%s,A123456789,4000.00,0.00,匯款,1110818,,,金錢,%s\r\n' \
		"$who" "$canary" "$where"
}

field() { printf -- '--XX\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n' "$1" "$2"; }

# form FILE NAME [FIELD VALUE]...: what a browser sends
form() {
	local file=$1 name=$2

	shift 2
	while [ $# -gt 0 ]; do
		field "$1" "$2"
		shift 2
	done
	printf -- '--XX\r\nContent-Disposition: form-data; name="file"; filename="%s"\r\n' "$name"
	printf 'Content-Type: application/octet-stream\r\n\r\n'
	cat "$file"
	printf '\r\n--XX--\r\n'
}

# post PATH [OPTION]... <BODY
post() {
	local path=$1

	shift
	"$XIANJIN" cgi-test --body - --header 'Content-Type: multipart/form-data; boundary=XX' "$@" \
		"POST $path" >response 2>messages
	sed '/^\r$/q' response >head
	tail -c +$(($(stat -c %s head) + 1)) response >"$BATS_TEST_TMPDIR/out"
	answered=$(sed -nE '1s/^Status: ([0-9]+).*/\1/p' head)
	out=$(tr -d '\0' <"$BATS_TEST_TMPDIR/out")
}

@test "the findings are those of the command line, in every format" {
	for format in json sarif xlsx; do
		post "/en/check.$format" < <(form draft.csv draft.csv)
		same "$answered" 200
		"$XIANJIN" check --format $format draft.csv >want || [ $? -eq 1 ]
		cmp "$BATS_TEST_TMPDIR/out" want
		post "/en/check?format=$format" < <(form draft.csv draft.csv)
		cmp "$BATS_TEST_TMPDIR/out" want
	done
}

@test "the page says where, why, by which article, and how to mend it" {
	post /en/check < <(form draft.csv draft.csv)
	same "$answered" 200
	grep -q '^Cache-Control: no-store' head
	grep -q '^X-Robots-Tag' head || ! grep -q 'ETag' head
	has "$out" "draft.csv: row 2, column 9 收入金額: <code>12000.00</code>"
	has "$out" 'href="/en/rule/anonymous-limit"'
	has "$out" "政治獻金法 Art. 14 I, in force from 2008-08-15"
	has "$out" "How to mend"
	has "$out" "111/13/45"
	post /zh/check < <(form draft.csv draft.csv)
	has "$out" "第 2 列"
	has "$out" "處理方式"
}

@test "what the file does not say is told by fields; the election may stand in its name" {
	cut -d, -f1,5- draft.csv >short.csv
	post /en/check < <(form short.csv short.csv)
	same "$answered" 200
	has "$out" "This file cannot be read"
	post /en/check < <(form short.csv short.csv recipient 甄有恆 election 111年臺中市市長選舉 serial 首次)
	has "$out" "anonymous-limit"
	post /en/check < <(form short.csv short.csv serial nonsense)
	same "$answered" 400
	post /en/check < <(form short.csv short.csv recipient "$(printf 'x%.0s' {1..300})")
	same "$answered" 400
}

@test "hostile names and cells are text" {
	sed 's/匿名,,12000.00/<script>x<\/script>,,12000.00/' draft.csv >evil.csv
	post /en/check < <(form evil.csv '../../<img src=x onerror=y>.csv')
	same "$answered" 200
	! grep -qE '<script|<img' "$BATS_TEST_TMPDIR/out"
	has "$out" "&lt;img src=x onerror=y&gt;.csv"
	! grep -q '\.\./' "$BATS_TEST_TMPDIR/out"
}

@test "what is no form, too long or from another site is refused" {
	post /en/check < <(printf 'nothing')
	same "$answered" 400
	post /en/check < <(:)
	same "$answered" 400
	post /en/check < <(field other x)
	same "$answered" 400
	post /en/check < <({ field other x; printf -- '--XX--\r\n'; })
	same "$answered" 400
	printf '%%PDF-1.4' >a.pdf
	post /en/check < <(form a.pdf a.pdf)
	same "$answered" 400
	has "$out" "PDF"
	head -c 21000000 /dev/zero >big
	post /en/check < <(form big big.csv)
	same "$answered" 413
	for other in 'Origin: https://evil.example' 'Origin: null' 'Sec-Fetch-Site: cross-site' \
		'Sec-Fetch-Site: same-site'; do
		post /en/check --header 'Host: 127.0.0.1:8080' --header "$other" < <(form draft.csv draft.csv)
		same "$answered $other" "403 $other"
	done
	for ours in 'Origin: http://127.0.0.1:8080' 'Sec-Fetch-Site: same-origin'; do
		post /en/check --header 'Host: 127.0.0.1:8080' --header "$ours" < <(form draft.csv draft.csv)
		same "$answered $ours" "200 $ours"
	done
	"$XIANJIN" cgi-test 'GET /en/check.json' >response
	grep -q '^Status: 400' response
}

@test "a bomb is refused" {
	command -v zip >/dev/null || skip "no zip here"
	head -c 300000000 /dev/zero >incomes.csv
	zip -q bomb.zip incomes.csv
	post /en/check < <(form bomb.zip bomb.zip)
	[ "$answered" = 200 ] || [ "$answered" = 422 ]
	! grep -q 'class="findings"><li>' "$BATS_TEST_TMPDIR/out"
}

@test "no file is written and the draft's name is in no file and no log" {
	command -v strace >/dev/null || skip "no strace here"
	strace -o /dev/null true 2>/dev/null || skip "strace may not trace here"
	form draft.csv "$canary.csv" >body
	rm draft.csv
	for format in html json sarif xlsx; do
		ASAN_OPTIONS="${ASAN_OPTIONS:-}:detect_leaks=0" \
		strace -f -o trace -e trace=%file,write "$XIANJIN" cgi-test --body - \
			--header 'Content-Type: multipart/form-data; boundary=XX' \
			"POST /en/check?format=$format" <body >out 2>err
		grep -q '^Status: 200' out
		grep -q 'execve(' trace
		written=$(grep -E '(open|openat|openat2|creat)\(' trace | grep -E 'O_WRONLY|O_RDWR|O_CREAT|O_TMPFILE|creat\(' |
			grep -v ' = -1 ' | grep -vE '"(/proc/self/fd/[0-9]+|/dev/null|/dev/tty)"' || true)
		same "$written" ""
		! grep -E '(mkdir|mkdirat|rename|renameat|renameat2|link|linkat|symlink|symlinkat|mknod|mknodat)\(' trace
		same "$(cat err)" ""
	done
	rm body out trace
	! grep -rl "$canary" "$BATS_TEST_TMPDIR"
	same "$(find "$HOME" "$TMPDIR" "$XDG_DATA_HOME" -mindepth 1 | wc -l)" 0
}
