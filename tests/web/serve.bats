#!/usr/bin/env bats
# xianjin serve: one person's browser, on this machine alone.

load ../cli/cli
load web

setup() {
	plain_environment
	cd "$BATS_TEST_TMPDIR" || return 1
	command -v curl >/dev/null || skip "no curl"
}

teardown() {
	touch stop
	stop
	wait
}

@test "it says where it is, answers, and ends well when it is told to" {
	sample_data
	serve
	same "$(code "$url/zh/search?q=%E5%BB%BA%E8%A8%AD")" 200
	has "$(cat log)" "Ctrl-C"
	kill -TERM "$server"
	soon gone "$server"
	wait "$server"
	serve
	kill -INT "$server"
	soon gone "$server"
	wait "$server"
	server=
}

@test "each page in its language, whatever the terminal's" {
	sample_data
	serve
	has "$(curl -s "$url/zh/search")" "金額"
	has "$(curl -s "$url/en/search")" "Amount"
}

@test "it listens on 127.0.0.1 alone" {
	sample_data
	serve
	port=${url##*:}
	same "$(awk -v p="$(printf %04X "$port")" '$2 ~ ":" p "$" && $4 == "0A" { print $2 }' \
		/proc/net/tcp /proc/net/tcp6)" "0100007F:$(printf %04X "$port")"
}

@test "a port that is taken: it says so and what to do" {
	sample_data
	serve
	try serve --port "${url##*:}"
	ends_with 3
	has "$err" "another program listens there"
	has "$err" "--port"
}

@test "a name that is not this machine's is not answered" {
	sample_data
	serve --base https://gifts.example.org/x
	for host in 127.0.0.1 localhost:1 LOCALHOST gifts.example.org; do
		same "$host $(code -H "Host: $host" "$url/zh/index")" "$host 200"
	done
	for host in evil.example 127.0.0.1.evil.example localhost.evil.example; do
		same "$host $(code -H "Host: $host" "$url/zh/index")" "$host 403"
	done
}

@test "HEAD is the head of GET" {
	sample_data
	serve
	page=$url/en/search?kind=business
	curl -s -D get -o body "$page"
	curl -s -I "$page" >head
	same "$(grep -iv '^date:' head)" "$(grep -iv '^date:' get)"
	same "$(sed -n 's/^Content-Length: \([0-9]*\).*/\1/Ip' head)" "$(wc -c <body)"
}

@test "what is too long is refused before it is sent" {
	sample_data
	serve
	# no page takes a body there: the answer comes instead of "100 Continue"
	head -c 3000000 /dev/zero >big
	curl -s -m 10 -o /dev/null -w '%{http_code} %{size_upload}' -H 'Expect: 100-continue' \
		--expect100-timeout 9 --data-binary @big "$url/zh/search" >said
	read -r status sent <<<"$(cat said)"
	same "$status" 413
	[ "$sent" -lt 3000000 ]
	same "$(code -H 'Transfer-Encoding: chunked' --data-binary @big "$url/zh/search")" 413
	same "$(code "$url/zh/search?q=$(printf '%09000d' 0)")" 414
}

@test "behind walls it reads the data folder and asks the kernel for nothing else" {
	command -v strace >/dev/null || skip "no strace"
	strace -f -o trace true 2>/dev/null || skip "strace may not trace here"
	sample_data
	strace -f -e trace=openat,open,creat,unlink,rename,mkdir,socket,execve -o trace \
		"$XIANJIN" serve --port 0 >url 2>log 3>&- &
	soon grep -q http url
	server=$(sed -n '1s/ .*//p' trace)
	url=$(cat url)
	for page in zh/index 'zh/search?q=x' 'en/search.xlsx?kind=business' 'en/search.csv'; do
		same "$page $(code "$url$page")" "$page 200"
	done
	kill -TERM "$server"
	wait
	server=
	# when the walls are up (the folder has just been named to them) nothing but the
	# data folder is opened, nothing there to be written, nothing started
	sed '1,/O_PATH/d' trace | grep -E ' = [0-9]+$' >done
	grep -q -F "\"$XIANJIN_DATA/store.db\"" done
	same "$(grep -v -F "\"$XIANJIN_DATA/" done | grep -v '"/proc/self/fd/' || :)" ""
	same "$(grep -v '"/proc/self/fd/' done | grep -E 'O_WRONLY|O_RDWR|O_CREAT' || :)" ""
	same "$(grep execve done || :)" ""
}

@test "a draft in any format, sent behind the walls: what the command line says of it" {
	sample_data
	serve
	for kind in csv big5 xlsx ods xls html json xml; do
		"$XJ_SAMPLES" awkward 40 "$kind" "draft.$kind"
	done
	"$XJ_SAMPLES" bundle 40 draft.zip
	# the paper form, of which only the question says whose it is
	printf '%s\n' '序號,交易日期,收支科目,捐贈者/支出對象,身分證/統一編號,收入金額,支出金額,金錢類,地址' \
		'1,1110901,個人捐贈收入,陳甲子,A12*******,1000,0,金錢,' >draft.paper.csv
	for draft in draft.*; do
		"$XIANJIN" check --format json --recipient 甄有恆 --election 111年臺中市市長選舉 \
			"$draft" >want || [ $? -eq 1 ]
		grep -q '"rows_read":[1-9]' want
		same "$draft $(curl -s -m 20 -o got -w '%{http_code}' -F "file=@$draft" \
			-F recipient=甄有恆 -F election=111年臺中市市長選舉 "$url/en/check.json")" \
			"$draft 200"
		cmp want got
	done
	printf '%%PDF-1.4\n%%%%EOF\n' >draft.pdf
	same "$(curl -s -m 20 -o got -w '%{http_code}' -F file=@draft.pdf "$url/en/check.json")" 400
	has "$(cat got)" "xianjin check on your own machine"
	# nothing of them is told to the operator
	same "$(grep -v 'For this machine alone' log || :)" ""
}

@test "pages come while imports run: never an error, never half an import" {
	sample_data
	mkdir in
	serve
	count() {
		curl -s -m 20 "$url/en/search.json?recipient=%E7%94%84%E6%9C%89%E6%81%86&limit=0" |
			sed -nE 's/^\{"count":([0-9]+).*/\1/p'
	}
	ask() {
		while [ ! -e stop ]; do
			curl -s -m 20 -o /dev/null -w '%{http_code}\n' "$url/zh/search?sort=-amount"
			count
		done >>"answers.$1"
	}
	ask 1 3>&- &
	ask 2 3>&- &
	income_file in/first.csv
	"$XIANJIN" -q import in/first.csv >/dev/null
	same "$(count)" 4
	for serial in 第一次賸餘申報 第二次賸餘申報; do
		sed "s/首次申報/$serial/" in/first.csv >"in/$serial.csv"
		"$XIANJIN" -q import "in/$serial.csv" >/dev/null
	done
	final=$(count)
	touch stop
	wait $(jobs -p | grep -v "^$server\$")
	[ "$final" -gt 4 ]
	same "$(cat answers.* | grep -vxE '200|0|4|8|12' || :)" ""
	[ "$(cat answers.* | grep -cx 200)" -gt 5 ]
	# counts never go back
	for n in 1 2; do
		grep -vx 200 "answers.$n" | sort -n -c
	done
}

@test "a data folder that its reader may not write, while its owner imports" {
	[ "$(id -u)" = 0 ] && command -v setpriv >/dev/null || skip "needs to be root"
	sample_data
	chmod -R go+rX "$BATS_TEST_TMPDIR" "$(dirname "$BATS_TEST_TMPDIR")" \
		"$(dirname "$(dirname "$BATS_TEST_TMPDIR")")"
	other() {
		setpriv --reuid=65534 --regid=65534 --clear-groups env REQUEST_METHOD=GET \
			PATH_INFO=/en/search.json QUERY_STRING=limit=0 "$XIANJIN_CGI"
	}
	other >before || skip "the program is where others may not go"
	has "$(cat before)" "Status: 200"
	income_file more.csv
	"$XIANJIN" -q import more.csv >/dev/null
	chmod -R go+rX "$XIANJIN_DATA"
	other >after
	same "$(($(sed -nE 's/^\{"count":([0-9]+).*/\1/p' after) -
		$(sed -nE 's/^\{"count":([0-9]+).*/\1/p' before)))" 4
}
