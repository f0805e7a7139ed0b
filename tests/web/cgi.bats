#!/usr/bin/env bats
# A process for one page, behind its walls: what it left unloaded before them is not
# missed, and its pages are those that the program makes.

load ../cli/cli
load web

setup_file() {
	share_data official party
}

setup() {
	use_data
	cd "$BATS_TEST_TMPDIR" || return 1
}

# The body of the page TARGET; how it was linked is no matter.
by_cgi() {
	env REQUEST_METHOD=GET PATH_INFO="${1%%\?*}" QUERY_STRING="${1#*\?}" \
		HTTP_HOST=127.0.0.1 "$XIANJIN_CGI" >answer 2>log
	grep -q '^Status: 200' answer && same "$(cat log)" "" && body answer
}
by_program() {
	"$XIANJIN" cgi-test "GET $1" --header 'Host: 127.0.0.1' >answer && body answer
}
body() {
	sed -e '1,/^\r*$/d' -e 's/?v=[0-9a-f]*//g' "$1" >body
}

# compare TARGET...
compare() {
	local target
	for target; do
		by_cgi "$target" || { echo "$target"; head -n 20 answer log; return 1; }
		mv body by.cgi
		by_program "$target"
		cmp by.cgi body || { echo "$target"; return 1; }
	done
}

@test "plain pages" {
	donor=$("$XIANJIN" search --kind business --limit 1 --format jsonl |
		sed -n 's/.*"donor":"\([^"]*\)".*/\1/p')
	flagged=$("$XIANJIN" search --flag anonymous-limit --limit 1 --format jsonl |
		sed -n 's/.*"id":\([0-9]*\).*/\1/p')
	[ -n "$donor" ] && [ -n "$flagged" ]
	source=$("$XIANJIN" cgi-test 'GET /en/sources.csv' | grep -oE '[0-9a-f]{64}' | head -n 1)
	compare '/zh/index?' '/en/search?q=%E5%BB%BA%E8%A8%AD' '/zh/search?kind=business&sort=-amount' \
		'/en/search.json?amount=1000..&limit=3' '/en/search.csv?date=2022-01-01..&limit=3' \
		'/zh/search?date=111%E5%B9%B49%E6%9C%883%E6%97%A5..&q=%28%E8%82%A1%29' \
		'/en/search.jsonl?limit=2' '/zh/donor?name=%E5%BB%BA%E8%A8%AD' \
		'/zh/entry/1?' "/zh/entry/$flagged?" '/en/elections?' '/en/sources?' "/en/source/$source?" \
		"/zh/donor/$donor?" '/en/figure/time.svg?kind=business' \
		'/en/figure/donors?' '/zh/about?' '/style.css?' '/icon.svg?' '/robots.txt?'
}

@test "pages that need more" {
	compare '/en/search?q=caf%C3%A9' '/zh/search?party=%E9%BB%A8' '/en/search?area=%E8%87%BA' \
		'/en/search?flag=anonymous-limit' '/zh/search?flag=anonymous-limit' '/en/search?q=election%3A%E5%B8%82%E9%95%B7' \
		'/en/search.atom?limit=2' '/en/rules?' '/en/rule/anonymous-limit?' '/en/flags?' \
		'/en/whatif?set=anonymous.max%3D5000' '/en/lag?' '/en/reconcile?' '/sitemap.xml?' \
		'/openapi.json?' '/api/suggest/entity?prefix=%E5%BB%BA'
	by_cgi '/en/search.xlsx?limit=2'
	same "$(head -c 2 body)" PK
}

@test "a question is asked with few libraries" {
	command -v ldd >/dev/null || skip "no ldd"
	[ -z "$XJ_SANITIZED" ] || skip "the sanitizers load the C++ library"
	ldd "$XIANJIN" "$XIANJIN_CGI" >libraries
	grep -q libc libraries
	run grep -E 'lib(crypto|curl|gsf|icu|pcre2|seccomp|stdc|xapian|xlsxwriter|xml2|yajl|zip)' libraries
	same "$output" ""
}
