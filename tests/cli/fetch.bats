#!/usr/bin/env bats
# fetch: against a server of our own that breaks off, is busy, lies and moves.

load cli

setup() {
	command -v perl >/dev/null || skip "no perl"
	plain_environment
	web=$BATS_TEST_TMPDIR/web
	to=$BATS_TEST_TMPDIR/to
	mkdir -p "$web/files"
	head -c 300000 /dev/urandom >"$web/files/big.zip"
	printf 'PK\003\004 small' >"$web/files/small.zip"
	perl "$BATS_TEST_DIRNAME/httpd.pl" "$web" 3>&- &
	server=$!
	for _ in $(seq 100); do
		[ -s "$web/port" ] && break
		sleep 0.05
	done
	at=http://127.0.0.1:$(cat "$web/port")
}

teardown() {
	[ -z "${server:-}" ] || kill "$server" 2>/dev/null || true
}

# fetch ARGUMENT...: into $to, with no pause: the server is our own
fetch() {
	try fetch --to "$to" --wait 0 "$@"
}

# asked PATH: how often it was asked for
asked() {
	awk -F '\t' -v p="$1" '$2 == p { n++ } END { print n + 0 }' "$web/log"
}

@test "a file is fetched, hashed, listed, and asked for again only if it changed" {
	fetch "$at/files/big.zip"
	ends_with 0
	cmp "$to/big.zip" "$web/files/big.zip"
	sum=$(sha256sum <"$web/files/big.zip" | cut -d' ' -f1)
	[ "$out" = "big.zip: fetched; 300,000 bytes, sha256 ${sum:0:12}" ]
	[ "$(ls "$to")" = "big.zip
fetched.tsv" ]
	[ "$(tail -n 1 "$to/fetched.tsv" | cut -f 1,2,6,7)" = \
		"$sum	300000	big.zip	$at/files/big.zip" ]

	fetch "$at/files/big.zip"
	ends_with 0
	has "$out" "big.zip: unchanged"
	[ "$(wc -l <"$to/fetched.tsv")" = 2 ]
	tail -n 1 "$web/log" | cut -f 6 | grep -q '^"300000-'
}

@test "it names itself, and asks for robots.txt once a server" {
	fetch "$at/files/big.zip" "$at/files/small.zip"
	ends_with 0
	has "$err" "2 addresses: 2 fetched, 0 unchanged, 0 failed"
	[ "$(asked /robots.txt)" = 1 ]
	[ "$(head -n 1 "$web/log" | cut -f 2)" = /robots.txt ]
	[ "$(cut -f 3 "$web/log" | grep -vc '^xianjin/[0-9]')" = 0 ]
}

@test "what robots.txt forbids is not asked for" {
	printf 'User-agent: *\nDisallow: /\n\nUser-agent: Xianjin\nDisallow: /cut\nCrawl-delay: 1\n' \
		>"$web/files/robots.txt"
	fetch "$at/cut/big.zip"
	ends_with 4
	has "$err" "robots.txt asks programs not to fetch this"
	[ "$(asked /cut/big.zip)" = 0 ]
	began=$(date +%s%N)
	fetch "$at/files/small.zip" "$at/files/big.zip"
	ends_with 0
	[ $((($(date +%s%N) - began) / 1000000)) -ge 2000 ] # two pauses between three
}

@test "a server that cannot say what it forbids is asked for nothing" {
	touch "$web/files/robots.down"
	fetch "$at/files/small.zip"
	ends_with 3
	has "$err" "robots.txt: the server answers 503: come again later"
	[ "$(asked /files/small.zip)" = 0 ]
	rm "$web/files/robots.down" # a server without robots.txt forbids nothing
	fetch "$at/files/small.zip"
	ends_with 0
}

@test "the pause between requests is kept" {
	began=$(date +%s%N)
	try fetch --to "$to" --wait 1 "$at/files/small.zip"
	ends_with 0
	[ $((($(date +%s%N) - began) / 1000000)) -ge 1000 ]
}

@test "a transfer that breaks off is gone on with" {
	fetch "$at/cut/big.zip"
	ends_with 0
	cmp "$to/big.zip" "$web/files/big.zip"
	has "$err" "trying again in 1 s"
	[ "$(asked /cut/big.zip)" = 2 ]
	tail -n 1 "$web/log" | cut -f 4,5 | grep -q '^bytes=150000-	"300000-'
	[ ! -e "$to/big.zip.part" ] && [ ! -e "$to/big.zip.part-of" ]
}

@test "without ranges, or without a mark of sameness, it begins anew" {
	fetch "$at/noranges/big.zip"
	ends_with 0
	cmp "$to/big.zip" "$web/files/big.zip"
	fetch "$at/nomark/small.zip"
	ends_with 0
	cmp "$to/small.zip" "$web/files/small.zip"
	[ -z "$(tail -n 1 "$web/log" | cut -f 4)" ]
}

@test "a fetch that is killed is gone on with by the next one" {
	timeout -s KILL 2 "$XIANJIN" fetch --to "$to" --wait 0 "$at/slow/big.zip" || true
	[ "$(stat -c %s "$to/big.zip.part")" = 150000 ]
	[ ! -e "$to/big.zip" ]
	kill "$server"
	perl "$BATS_TEST_DIRNAME/httpd.pl" "$web" 3>&- &
	server=$!
	sleep 0.5
	# another port is another address: the part is not taken for one of it
	fetch "http://127.0.0.1:$(cat "$web/port")/files/big.zip"
	ends_with 0
	cmp "$to/big.zip" "$web/files/big.zip"
	[ -z "$(tail -n 1 "$web/log" | cut -f 4)" ]
}

@test "a part that is left is resumed, but not when the file has changed" {
	mkdir "$to"
	tag='"300000-'$(perl -0777 -ne 'print unpack("%32C*", $_)' "$web/files/big.zip")'"'
	head -c 100000 "$web/files/big.zip" >"$to/big.zip.part"
	printf '%s\n%s\n\n' "$at/files/big.zip" "$tag" >"$to/big.zip.part-of"
	fetch "$at/files/big.zip"
	ends_with 0
	cmp "$to/big.zip" "$web/files/big.zip"
	[ "$(tail -n 1 "$web/log" | cut -f 4)" = bytes=100000- ]

	rm "$to/big.zip"
	head -c 100000 "$web/files/big.zip" >"$to/big.zip.part"
	printf '%s\n"other"\n\n' "$at/files/big.zip" >"$to/big.zip.part-of"
	fetch "$at/files/big.zip"
	ends_with 0
	cmp "$to/big.zip" "$web/files/big.zip"

	rm "$to/big.zip"
	head -c 100000 "$web/files/big.zip" >"$to/big.zip.part"
	printf '%s\n%s\n\n' "$at/shift/big.zip" "$tag" >"$to/big.zip.part-of"
	fetch "$at/shift/big.zip"
	ends_with 3
	has "$err" "sent another part than was asked for"
	[ ! -e "$to/big.zip" ]

	# longer than the whole: 416
	head -c 400000 /dev/zero >"$to/big.zip.part"
	printf '%s\n%s\n\n' "$at/files/big.zip" "$tag" >"$to/big.zip.part-of"
	fetch "$at/files/big.zip"
	ends_with 0
	cmp "$to/big.zip" "$web/files/big.zip"
}

@test "a busy server is waited for, as long as it says" {
	began=$(date +%s%N)
	fetch "$at/busy/big.zip"
	ends_with 0
	has "$err" "the server asks to wait 1 s"
	[ $((($(date +%s%N) - began) / 1000000)) -ge 1000 ]
	fetch "$at/broken/small.zip"
	ends_with 0
	fetch "$at/down/x.zip"
	ends_with 3
	has "$err" "the server answers 503: come again later"
	[ "$(asked /down/x.zip)" = 1 ]
}

@test "a changed file is kept beside the old one, which stays" {
	fetch "$at/files/small.zip"
	cp "$to/small.zip" "$BATS_TEST_TMPDIR/old"
	printf 'PK\003\004 corrected' >"$web/files/small.zip"
	fetch "$at/files/small.zip"
	ends_with 0
	has "$out" "fetched beside an older one, which stays"
	cmp "$to/small.zip" "$BATS_TEST_TMPDIR/old"
	sum=$(sha256sum <"$web/files/small.zip" | cut -c 1-12)
	cmp "$to/small-$sum.zip" "$web/files/small.zip"
	fetch "$at/files/small.zip"
	has "$out" "small-$sum.zip: unchanged"
}

@test "a file that someone put there is not written over" {
	mkdir "$to"
	echo mine >"$to/small.zip"
	fetch "$at/files/small.zip"
	ends_with 0
	[ "$(cat "$to/small.zip")" = mine ]
	has "$out" "beside"
}

@test "redirections stay on the server and end" {
	fetch "$at/to/small.zip"
	ends_with 0
	cmp "$to/small.zip" "$web/files/small.zip"
	fetch "$at/away/x.zip"
	ends_with 4
	has "$err" "leads to another server: http"
	fetch "$at/aside/small.zip"
	ends_with 4
	has "$err" "leads to another server: https://127.0.0.1"
	fetch "$at/loop/x.zip"
	ends_with 3
	[ "$(asked /loop)" = 3 ]
	[ "$(ls "$to")" = "fetched.tsv
small.zip" ]
}

@test "a redirection leads nowhere that robots.txt forbids" {
	printf 'User-agent: *\nDisallow: /files\n' >"$web/files/robots.txt"
	fetch "$at/to/small.zip"
	ends_with 4
	has "$err" "robots.txt asks programs not to fetch this"
	[ "$(asked /to/small.zip)" = 1 ]
	[ "$(asked /files/small.zip)" = 0 ]
}

@test "a page instead of a file is not kept" {
	for path in page lie note; do
		fetch "$at/$path/x.zip"
		ends_with 4
		has "$err" "a page came instead of a file"
	done
	[ "$(ls "$to")" = fetched.tsv ]
}

@test "the size is bounded, whether it is said before or not" {
	for path in files chunked; do
		fetch --max 100k "$at/$path/big.zip"
		ends_with 4
		has "$err" "is larger than 102400 bytes; --max allows more"
	done
	[ "$(ls "$to")" = fetched.tsv ]
	fetch "$at/chunked/big.zip"
	ends_with 0
	cmp "$to/big.zip" "$web/files/big.zip"
}

@test "the rate is bounded" {
	began=$(date +%s%N)
	head -c 3000000 /dev/zero >"$web/files/bigger.zip"
	fetch --rate 1M "$at/files/bigger.zip"
	ends_with 0
	[ $((($(date +%s%N) - began) / 1000000)) -ge 1000 ]
}

@test "a list gives names; one that fails does not stop the others" {
	cp "$web/files/small.zip" "$web/files/政黨 一.zip"
	printf '# remark\n\n%s\n%s\tsecond.zip\n%s\r\n%s\n' \
		"$at/files/none.zip" "$at/files/small.zip?Version=2" \
		"$at/files/small.zip?Version=1" "$at/files/small.zip" >"$BATS_TEST_TMPDIR/list"
	for name in ../x sub/x .x -x fetched.tsv x.part; do
		printf '%s\t%s\n' "$at/files/small.zip" "$name"
	done >>"$BATS_TEST_TMPDIR/list"
	fetch --list "$BATS_TEST_TMPDIR/list"
	ends_with 3
	has "$err" "none.zip: the server does not give it (answer 404)"
	for name in ../x sub/x .x -x fetched.tsv x.part; do
		has "$err" "\"$name\" is no name for a file here"
	done
	has "$err" "10 addresses: 3 fetched, 0 unchanged, 7 failed"
	cmp "$to/second.zip" "$web/files/small.zip"
	ls "$to" | grep -Eqx 'small.zip-[0-9a-f]{12}'
	[ ! -e "$BATS_TEST_TMPDIR/x" ]
}

@test "addresses may have Chinese and blanks in them as they are" {
	printf 'PK 1' >"$web/files/%e6%94%bf%e9%bb%a8%20%e4%b8%80.zip"
	fetch "$at/files/政黨 一.zip"
	ends_with 0
	[ "$(cat "$to/政黨 一.zip")" = 'PK 1' ]
}

@test "what is no address to fetch is refused" {
	fetch http://192.0.2.1/x.zip
	ends_with 2
	has "$err" "only https is fetched"
	fetch ftp://127.0.0.1/x.zip file:///etc/passwd
	ends_with 2
	fetch "http://me:secret@127.0.0.1/x.zip"
	ends_with 2
	has "$err" "with a user's name in it"
	fetch "$at/files/"
	ends_with 2
	has "$err" "is no name for a file here"
	try fetch
	ends_with 2
	try fetch --rate 5x "$at/files/big.zip"
	ends_with 2
	[ ! -e "$web/log" ] || [ "$(asked /files/big.zip)" = 0 ]
}

@test "one fetch at a time fills a folder" {
	mkdir "$to"
	touch "$to/fetched.tsv"
	flock "$to/fetched.tsv" "$XIANJIN" fetch --to "$to" "$at/files/small.zip" \
		2>"$BATS_TEST_TMPDIR/err" && return 1 || [ $? = 3 ]
	grep -q 'another fetch is filling this folder' "$BATS_TEST_TMPDIR/err"
}

@test "a line of the list that was cut by a kill is taken off" {
	fetch "$at/files/small.zip"
	printf 'abc\t12' >>"$to/fetched.tsv"
	fetch "$at/files/big.zip"
	ends_with 0
	[ "$(wc -l <"$to/fetched.tsv")" = 3 ]
	awk -F '\t' 'NF != 7 { exit 1 }' "$to/fetched.tsv"
}

@test "an answer in Chinese" {
	[ -f "$XIANJIN_LOCALEDIR/zh_TW/LC_MESSAGES/xianjin.mo" ] || skip "no translation"
	try --lang zh fetch --to "$to" --wait 0 "$at/files/small.zip" "$at/files/no.zip"
	ends_with 3
	has "$out" "small.zip：已下載"
	has "$err" "伺服器"
}
