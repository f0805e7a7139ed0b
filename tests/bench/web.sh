#!/bin/bash
# web.sh - search pages by each way in, under load, beside Xapian's own CGI.
#   BUILD=folder of the programs  OUT=folder of the results  ROWS=1000000
#   SPAN=seconds of each load, default 30  DIR=where the data are kept for next time
# The load comes from the same machine.  Writes web.csv.
set -euo pipefail
export LC_ALL=C

here=$(cd "$(dirname "$0")" && pwd)
BUILD=$(cd "${BUILD:-.}" && pwd)
OUT=$(cd "${OUT:-.}" && pwd)
ROWS=${ROWS:-1000000}
SPAN=${SPAN:-30}
DIR=${DIR:-/tmp/bench-web}
csv=$OUT/web.csv
omega=/usr/lib/cgi-bin/omega/omega
servers=()

PATH=$PATH:/usr/sbin
for p in wrk lighttpd curl; do
	command -v $p >/dev/null || { echo "web.sh: no $p" >&2; exit 3; }
done
mkdir -p "$DIR"
cd "$DIR"
export XIANJIN_DATA=$DIR/data XIANJIN_CGI=$BUILD/xianjin.cgi
export XIANJIN_LOCALEDIR=$BUILD/po XAPIAN_CJK_NGRAM=1
run=$(mktemp -d)
export XIANJIN_RUN=$run
end() {
	[ ${#servers[@]} = 0 ] || kill "${servers[@]}" 2>/dev/null || :
	wait
	rm -rf "$run"
}
trap end EXIT

say() { echo "## $*" >&2; }
put() { echo "$1,$2,$3,$4,$5,$6" >>"$csv"; }

# ---- the data ---------------------------------------------------------------------

make_data() {
	[ -e "rows.$ROWS" ] || rm -rf data omega table.csv
	[ -e table.csv ] || "$BUILD/xj-samples" rows "$ROWS" table.csv
	say "data of $ROWS rows"
	[ -e data/store.db ] || "$BUILD/xianjin" -q import table.csv >/dev/null
	"$BUILD/xianjin" -q search --limit 0 >/dev/null # the index, if another version made it
	touch "rows.$ROWS"
	if [ -x $omega ] && command -v scriptindex >/dev/null && [ ! -e omega ]; then
		say "the same for omega"
		"$BUILD/xj-samples" scriptindex table.csv dump
		scriptindex omega.part "$here/rival.index" dump >/dev/null
		mv omega.part omega
		rm -f dump
	fi
}

# What people ask: whole names, words of companies with an amount, two characters of a
# person, largest first.  The same names for omega.
make_questions() {
	local name q i=0
	awk -F, 'NR > 1 && NR % 997 == 0 && length($7) < 60 { print $7 }' table.csv |
		sort -u | head -n 240 >names
	while read -r name; do
		i=$((i + 1)) q=$name
		case $((i % 5)) in
		0) echo "q=$(encode "${q:0:6}")&kind=individual" ;;
		1) echo "q=$(encode "$q")&sort=-amount" ;;
		2) echo "q=$(encode 建設)&amount=$((i * 1000))..$((i * 1000 + 90000))" ;;
		*) echo "q=$(encode "$q")" ;;
		esac
	done <names | sed 's#^#/zh/search?#' >pages
	# the count is exact, as ours is: MINHITS.  It has no facets
	while read -r name; do
		echo "/?DB=omega&FMT=answer&HITSPERPAGE=20&MINHITS=$ROWS&DEFAULTOP=and&P=$(
			encode "name:$name")"
	done <names >omega.pages
	while read -r name; do echo "/zh/search?q=$(encode "$name")"; done <names >same.pages
}

encode() { # bytes of UTF-8 as %XX
	printf %s "$1" | od -An -v -tx1 | tr -d '\n' | tr ' ' %
}

# ---- servers -----------------------------------------------------------------------

free_port() {
	local p
	while p=$((20000 + RANDOM % 20000)); (: <"/dev/tcp/127.0.0.1/$p") 2>/dev/null; do :; done
	echo $p
}

started() { # PORT
	local i
	for ((i = 0; i < 100; i++)); do
		curl -s -o /dev/null "http://127.0.0.1:$1/" && return
		sleep 0.1
	done
	cat "$run"/log.* >&2
	return 1
}

by_serve() {
	port=$(free_port)
	"$BUILD/xianjin" serve --port "$port" >"$run/log.serve" 2>&1 &
	servers+=($!)
	started "$port"
}

by_lighttpd() { # cgi|fastcgi
	port=$(free_port)
	cp "$here/../../contrib/lighttpd-common.conf" "$run/"
	sed -e "s/8080/$port/" -e 's/, "mod_accesslog"//' \
		-e 's/"XIANJIN_DATA" => env.XIANJIN_DATA/&, "XIANJIN_LOCALEDIR" => env.XIANJIN_LOCALEDIR/' \
		"$here/../../contrib/lighttpd-$1.conf" >"$run/$1.conf"
	sed -i '/^accesslog/d' "$run/lighttpd-common.conf"
	lighttpd -D -f "$run/$1.conf" >"$run/log.$1" 2>&1 &
	servers+=($!)
	started "$port"
}

by_omega() {
	mkdir -p "$run/templates"
	cat >"$run/templates/answer" <<-'T'
	$setmap{prefix,name,S}$set{stemmer,none}<html><body><p>$msize</p>
	<table>$hitlist{<tr><td>$html{$field{name}}</td><td>$html{$field{recipient}}</td><td>$field{amount}</td><td>$field{date}</td></tr>}</table></body></html>
	T
	printf 'database_dir %s\ntemplate_dir %s/templates\nlog_dir %s\ncdb_dir %s\n' \
		"$DIR" "$run" "$run" "$run" >"$run/omega.conf"
	port=$(free_port)
	cat >"$run/lighttpd-omega.conf" <<-T
	server.bind = "127.0.0.1"
	server.port = $port
	server.document-root = "/var/empty"
	server.modules = ( "mod_alias", "mod_cgi", "mod_setenv" )
	alias.url = ( "/" => "$omega/" )
	cgi.assign = ( "" => "" )
	setenv.set-environment = ( "OMEGA_CONFIG_FILE" => "$run/omega.conf", "XAPIAN_CJK_NGRAM" => "1" )
	T
	lighttpd -D -f "$run/lighttpd-omega.conf" >"$run/log.omega" 2>&1 &
	servers+=($!)
	started "$port"
}

# load WAY CONNECTIONS SECONDS QUESTIONS KIND
load() {
	local threads=1 said
	[ "$2" = 1 ] || threads=2
	said=$(wrk -t$threads -c"$2" -d"$3s" --timeout 20s -s "$here/web.lua" \
		"http://127.0.0.1:$port" -- "$4" | grep '^web ')
	for m in rate p50_us p99_us errors; do
		put "$ROWS" "$1" "$m" "$5" "$2" "$(sed -n "s/.*\\b$m=\\([0-9.]*\\).*/\\1/p" <<<"$said")"
	done
	printf '%-12s %4s connections  %-8s %s\n' "$1" "$2" "$5" "${said#web }"
}

make_data
make_questions
{
	echo "# $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)," \
		"$(nproc) cores, $(uname -sr)"
	echo "rows,way,measure,kind,connections,value"
} >"$csv"

by_lighttpd cgi
load cgi 1 5 same.pages same
load cgi 1 "$SPAN" pages search
if [ -e omega ]; then
	by_omega
	load omega 1 5 omega.pages same
	load omega 2 5 omega.pages same
fi
by_lighttpd fastcgi
load fastcgi 1 5 same.pages same
load fastcgi 2 5 same.pages same
for c in 1 10 100 500; do load fastcgi $c "$SPAN" pages search; done
by_serve
for c in 1 10 100 500; do load serve $c "$SPAN" pages search; done
# into a copy: the data of the next run are the same
cp -r data "$run/data"
export XIANJIN_DATA=$run/data
for way in serve fastcgi; do
	if [ $way = serve ]; then by_serve; else by_lighttpd fastcgi; fi
	"$BUILD/xj-samples" rows 50000 --seed 7 "$run/more.csv"
	sed -i "1!s/首次申報/第$((RANDOM % 8 + 1))次賸餘申報/" "$run/more.csv"
	(sleep 1; "$BUILD/xianjin" -q import "$run/more.csv" >/dev/null) &
	import=$!
	load $way 10 "$SPAN" pages import
	wait $import || :
done

echo
awk -F, '$3 == "rate" && $4 == "same" { r[$2, $5] = $6 }
	END { if (r["omega", 1]) {
		printf "the same question, requests/s against omega: CGI %.1f times, FastCGI %.1f times\n",
			r["cgi", 1] / r["omega", 1], r["fastcgi", 1] / r["omega", 1] } }' "$csv"
echo "$csv"
