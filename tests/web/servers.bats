#!/usr/bin/env bats
# The server files of contrib/, each started and asked: the same question gets the
# same answer from all.

load ../cli/cli
load web

setup_file() {
	share_data official
}

setup() {
	use_data
	cd "$BATS_TEST_TMPDIR" || return 1
	contrib=$TOP_SRCDIR/contrib
	export XIANJIN_CGI
	export XIANJIN_RUN=$BATS_TEST_TMPDIR
	port=$(free_port)
	url=http://127.0.0.1:$port
	worker=
	command -v curl >/dev/null || skip "no curl"
}

teardown() {
	stop
	[ -z "$worker" ] || end "$worker"
	wait
}

# wanted PACKAGE PROGRAM
wanted() {
	PATH=$PATH:/usr/sbin
	command -v "$2" >/dev/null || skip "no $2: package $1"
}

# the file NAME of contrib/, with our port and folders; the catalogue is not installed
file() {
	sed -e "s/8080/$port/" -e "s#/run/user/1000#$PWD#g" \
		-e 's/"XIANJIN_DATA" => env.XIANJIN_DATA/&, "XIANJIN_LOCALEDIR" => env.XIANJIN_LOCALEDIR/' \
		-e 's/^PassEnv XIANJIN_DATA/& XIANJIN_LOCALEDIR/' "$contrib/$1"
}

# background COMMAND...: the server, in the foreground as far as it knows
background() {
	"$@" >log 2>&1 3>&- &
	server=$!
	soon curl -s -o /dev/null "$url/" || { cat log; return 1; }
}

# The pages that all are asked for; without the folder the program is mounted in.
ask_all() {
	local base=$1 page
	for page in '/zh/search?q=%E5%BB%BA%E8%A8%AD' '/en/search.json?kind=business&limit=3' \
		'/zh/search.csv?amount=100000..&limit=5' /style.css /zh/nowhere \
		'/zh/search?limit=200' /zh/search.csv \
		'/zh/search?q=%E5%8F%B0%2F%26%3D%2B' '/zh/search?nosuch=1' \
		'/zh/donor/%E6%B0%B4%3F%25'; do
		echo "== $page"
		curl -s -m 20 -w '\n%{http_code} %{content_type}\n' "$base$page"
	done | sed -E 's#/cgi-bin/xianjin.cgi##g; s#\?v=[0-9a-f]+##' # as built
	for kind in csv xlsx ods xls; do # of many pieces, too
		[ -e "draft.$kind" ] || "$XJ_SAMPLES" awkward 400 "$kind" "draft.$kind"
		echo "== $kind"
		curl -s -m 20 -w '\n%{http_code} %{content_type}\n' -F "file=@draft.$kind" \
			-F recipient=甄有恆 -F election=111年臺中市市長選舉 "$base/en/check.json"
	done
}

# Against the program alone.
expected() {
	"$XIANJIN" serve --port 0 >url 2>/dev/null 3>&- &
	local own=$!
	soon grep -q http url
	ask_all "$(sed 's#/$##' url)" >expected
	kill "$own"
	wait "$own" || :
	grep -q '^200 text/html' expected
	grep -q '^404 ' expected
	same "$(grep -c '^200 application/json' expected)" 5
}

good() {
	expected
	ask_all "$1" >got
	cmp expected got || { diff expected got | head -20; return 1; }
	# HEAD has no body; what is too large is refused
	same "$(curl -s -I -m 20 -o /dev/null -w '%{http_code} %{size_download}' \
		"$1/zh/index")" "200 0"
}

@test "lighttpd, CGI" {
	wanted lighttpd lighttpd
	file lighttpd-cgi.conf >server.conf
	cp "$contrib/lighttpd-common.conf" .
	background lighttpd -D -f server.conf
	good "$url"
	if grep -q 'q=' log; then cat log; false; fi
	grep -q 'GET /zh/search 200' log
}

@test "lighttpd, FastCGI" {
	wanted lighttpd lighttpd
	file lighttpd-fastcgi.conf >server.conf
	cp "$contrib/lighttpd-common.conf" .
	background lighttpd -D -f server.conf
	good "$url"
	if grep -q 'q=' log; then cat log; false; fi
	grep -q 'GET /zh/search 200' log
}

@test "nginx, FastCGI workers by spawn-fcgi" {
	wanted nginx-light nginx
	wanted spawn-fcgi spawn-fcgi
	file nginx.conf >server.conf
	spawn-fcgi -n -s "$PWD/xianjin.sock" -M 0600 -- "$XIANJIN_CGI" 3>&- &
	worker=$!
	soon test -S xianjin.sock
	mkdir nginx
	[ "$(id -u)" != 0 ] || user=(-g "user root;")
	background nginx "${user[@]}" -p "$PWD/nginx/" -c "$PWD/server.conf"
	good "$url"
	if grep -q 'q=' nginx/access.log; then false; fi
	# many at once are told to come later
	for i in {1..80}; do echo "url=$url/zh/nowhere"; done |
		curl -s -m 20 -Z -o /dev/null -w '%{http_code}\n' -K - | sort | uniq -c >codes || :
	grep -q 429 codes
}

@test "apache2, CGI" {
	wanted apache2-bin apache2
	[ "$(id -u)" != 0 ] || user=(-c "User nobody" -c "Group nogroup")
	file apache2.conf >server.conf
	chmod -R a+rX "$BATS_FILE_TMPDIR" "$BATS_RUN_TMPDIR"
	background apache2 -D FOREGROUND "${user[@]}" -f "$PWD/server.conf"
	same "$(code "$url/zh/search")" 200 || { cat log error.log; return 1; }
	good "$url"
}

@test "busybox httpd, CGI" {
	wanted busybox busybox
	busybox httpd --help 2>&1 | grep -q CGI || busybox --list | grep -qx httpd ||
		skip "this busybox has no httpd"
	mkdir -p www/cgi-bin
	ln -s "$XIANJIN_CGI" www/cgi-bin/xianjin.cgi
	background busybox httpd -f -p "127.0.0.1:$port" -h www
	good "$url/cgi-bin/xianjin.cgi"
}

@test "FastCGI workers see what was imported meanwhile, and end when told" {
	wanted lighttpd lighttpd
	export XIANJIN_DATA=$PWD/data
	file lighttpd-fastcgi.conf >server.conf
	cp "$contrib/lighttpd-common.conf" .
	mkdir data
	background lighttpd -D -f server.conf
	same "$(code "$url/zh/search")" 503
	income_file more.csv
	"$XIANJIN" -q import more.csv >/dev/null
	has "$(curl -s "$url/en/search.json?limit=0")" '{"count":4,'
	sed 's/首次申報/第一次賸餘申報/' more.csv >still-more.csv
	"$XIANJIN" -q import still-more.csv >/dev/null
	for i in 1 2 3; do # whichever worker is asked
		has "$(curl -s "$url/en/search.json?limit=0")" '{"count":8,'
	done
	workers=$(pgrep -P "$server")
	[ -n "$workers" ]
	kill -TERM "$server"
	for w in $workers; do
		soon gone "$w" || { kill -KILL $workers; return 1; }
	done
	wait "$server" || :
	server=
}

@test "the systemd unit exposes little" {
	wanted systemd systemd-analyze
	cp "$contrib/xianjin@.service" xianjin@1.service
	run systemd-analyze security --offline=yes --no-pager --threshold=8 ./xianjin@1.service
	[ "$status" -eq 0 ] || { echo "$output" | tail -3; return 1; }
	has "$output" "SAFE"
}
