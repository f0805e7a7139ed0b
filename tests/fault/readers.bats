#!/usr/bin/env bats
# Searching goes on while imports run: no failure, and each answer is one of the
# states between imports, never half of one.

load ../cli/cli

setup() {
	plain_environment
	cd "$BATS_TEST_TMPDIR" || return 1
}

teardown() {
	touch "$BATS_TEST_TMPDIR/stop"
	wait
}

# table NUMBER ROWS: a filing of its own.
table() {
	printf '%s\n' "$header"
	awk -v i="$1" -v n="$2" 'BEGIN {
		for (k = 1; k <= n; k++)
			printf "%d,樣本%d,111年臺南市市長選舉,首次申報,11109%02d,個人捐贈收入," \
				"範例%d,A12*******,%d.00,0.00,現金,1110930,,,金錢,,,,,,,,,,\n",
				k, i, k % 30 + 1, k % 17, 100 * i + k
	}'
}

# reader FILE QUESTION...: until "stop" is there, each answer's code, count and sums.
reader() {
	local file=$1 code said

	shift
	while [ ! -e stop ]; do
		code=0
		said=$("$XIANJIN" -q search --format json --facet kind "$@" 2>>"$file.err") || code=$?
		sed -nE "1s/^\{\"count\":([0-9]+),\"sum_income\":([0-9]+),\"sum_expense\":([0-9]+),.*/$code|\1|\2|\3/p;
			1!d;t;s/^.*$/$code|none/p" <<<"$said" >>"$file"
	done
}

# legal FILE LIST: all answers ended well, are in the list, and never go back.
legal() {
	[ "$(wc -l <"$1")" -ge "${3:-20}" ] || {
		echo "only $(wc -l <"$1") answers in $1"
		return 1
	}
	[ ! -s "$1.err" ] || {
		head -3 "$1.err"
		return 1
	}
	awk -F'|' -v known="$2" 'BEGIN { n = split(known, k, " "); for (i in k) legal[k[i]] = 1 }
		!($0 in legal) { print "not a state between imports: " $0; bad = 1; exit }
		$2 < last { print "back from " last " to " $2; bad = 1; exit }
		{ last = $2 }
		END { exit bad }' "$1"
}

@test "twenty imports one after another under three readers" {
	n=20
	for ((i = 0; i <= n; i++)); do
		table "$i" $((50 + 7 * i)) >"t$i.csv"
	done
	# the states, one by one, of an undisturbed folder
	everything= word=
	for ((i = 0; i <= n; i++)); do
		"$XIANJIN" --data undisturbed -q import "t$i.csv" >/dev/null
		XIANJIN_DATA=undisturbed
		everything+="0|$(answer) "
		word+="0|$(answer 範例3) "
	done
	XIANJIN_DATA=$BATS_TEST_TMPDIR/data
	"$XIANJIN" -q import t0.csv >/dev/null
	reader a --limit 0 &
	reader b --limit 3 --sort -amount &
	reader c 範例3 --limit 5 &
	for ((i = 1; i <= n; i++)); do
		"$XIANJIN" -q import "t$i.csv" >/dev/null 2>>import.err ||
			echo "import $i failed" >>import.err
	done
	sleep 0.3
	touch stop
	wait
	[ ! -s import.err ] || cat import.err
	[ ! -s import.err ]
	legal a "$everything"
	legal b "$everything"
	legal c "$word"
	# they saw the first and the last
	same "$(tail -1 a)" "$(awk '{ print $NF }' <<<"$everything")"
	[ "$(sort -u a | wc -l)" -ge 5 ]
	try verify
	ends_with 0
}

@test "one large import under readers: before or after, nothing between" {
	table 1 500 >small.csv
	"$XIANJIN" -q import small.csv >/dev/null
	before="0|$(answer)"
	"$XJ_SAMPLES" rows 100000 large.csv
	reader a --limit 0 &
	reader b kind:individual --limit 10 --sort amount &
	"$XIANJIN" -q import large.csv >out 2>err || echo failed >>err
	sleep 0.3
	touch stop
	wait
	[ ! -s err ] || cat err
	[ ! -s err ]
	has "$(cat out)" "100,000 rows read = 100,000 stored"
	after="0|$(answer)"
	[ "${after:2:6}" -gt 50000 ]
	legal a "$before $after"
	grep -qxF "$before" a
	grep -qxF "$after" a
	legal b "0|$(XIANJIN_DATA=$BATS_TEST_TMPDIR/one; "$XIANJIN" -q import small.csv >/dev/null
		answer kind:individual) 0|$(answer kind:individual)" 5
}

@test "readers that start while the index is behind, all at once" {
	table 1 3000 >t.csv
	"$XIANJIN" -q import t.csv >/dev/null
	right=$(answer)
	rm -r "$XIANJIN_DATA/index"
	for i in {1..8}; do
		"$XIANJIN" search --limit 0 --facet none --format json >"r$i" 2>"e$i" || echo "$?" >>failed &
	done
	wait
	[ ! -e failed ] || cat failed e?
	[ ! -e failed ]
	for i in {1..8}; do
		has "$(cat "r$i")" "{\"count\":${right%%|*},"
	done
	try verify
	ends_with 0
}

@test "an import killed in between: the readers notice nothing" {
	table 1 2000 >one.csv
	"$XIANJIN" -q import one.csv >/dev/null
	states="0|$(answer)"
	"$XJ_SAMPLES" rows 60000 two.csv
	reader a --limit 0 &
	for delay in 0.05 0.1 0.2 0.3 0.4; do
		"$XIANJIN" -q import two.csv >/dev/null 2>&1 &
		pid=$!
		sleep "$delay"
		kill -9 $pid 2>/dev/null || true
		wait $pid 2>/dev/null || true
	done
	# a reader may be making the index that a kill left behind
	for _ in {1..50}; do
		"$XIANJIN" -q import two.csv >/dev/null 2>err && break
		grep -q 'another import' err
		sleep 0.1
	done
	sleep 0.2
	touch stop
	wait
	grep -v '^0|' a || true
	legal a "$states 0|$(answer)"
	try verify
	ends_with 0
	same "$(sql "SELECT count(*) FROM source")" 2
}
