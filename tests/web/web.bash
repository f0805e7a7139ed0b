# web.bash - what the bats files of this folder share, beside ../cli/cli.bash.
# $XIANJIN_CGI is the program for web servers.

XIANJIN_CGI=${XIANJIN_CGI:-$(dirname "$XIANJIN")/xianjin.cgi}

# The samples as a data folder: $XIANJIN_DATA.
sample_data() {
	"$XIANJIN" -q import "$SAMPLES/official" "$SAMPLES/party" >/dev/null
}

# share_data SAMPLE...: imports them once a file of tests; use_data: in each of them.
share_data() {
	export XIANJIN_DATA=$BATS_FILE_TMPDIR/data
	"$XIANJIN" -q import "${@/#/"$SAMPLES/"}" >/dev/null
}

use_data() {
	plain_environment
	export XIANJIN_DATA=$BATS_FILE_TMPDIR/data
}

# A port that nobody listens on at the moment.
free_port() {
	local port
	while :; do
		port=$((20000 + RANDOM % 20000))
		(: <"/dev/tcp/127.0.0.1/$port") 2>/dev/null || break
	done
	echo "$port"
}

# soon COMMAND...: until it ends well, ten seconds at most.
soon() {
	local i
	for ((i = 0; i < 200; i++)); do
		"$@" >/dev/null 2>&1 && return 0 # said out: in teardown a bare one returns what failed
		sleep 0.05
	done
	echo "not within ten seconds: $*" >&2
	return 1
}

# serve [OPTION...]: starts `xianjin serve`; $url is where, $server its process.
serve() {
	"$XIANJIN" serve --port 0 "$@" >"$BATS_TEST_TMPDIR/url" 2>"$BATS_TEST_TMPDIR/log" \
		3>&- &
	server=$!
	soon grep -q http "$BATS_TEST_TMPDIR/url"
	url=$(cat "$BATS_TEST_TMPDIR/url")
	url=${url%/}
}

# gone PROCESS: not running any more; whoever waits for it learns how it ended
gone() {
	[[ ! $(cat "/proc/$1/stat" 2>/dev/null) =~ ^([^\)]*\)\ [^Z]) ]]
}

# end PROCESS...: asks each to end; what does not is ended
end() {
	local p
	kill "$@" 2>/dev/null || :
	for p; do
		soon gone "$p" || kill -KILL "$p"
		wait "$p" 2>/dev/null || : # a child of ours or not
	done
}

# stop: ends what serve, or a test, has started as $server, and its workers.
stop() {
	[ -z "${server:-}" ] || end "$server" $(pgrep -P "$server" || :)
	server=
}

# code CURL-ARGUMENT...: the status alone.
code() {
	curl -s -m 20 -o /dev/null -w '%{http_code}' "$@"
}
