# kill.bash - kills a command at every system call that changes something, runs
# it again, and compares with an undisturbed run.  Used by kill.bats.
#
# What must hold after each kill:
#   1. a source that was acknowledged on standard output is stored, whole;
#   2. running the same import again ends well and gives the same store, the
#      same answers and a sound index.

writing_calls=write,pwrite64,pwritev,writev,fsync,fdatasync,ftruncate,fallocate
writing_calls+=,rename,renameat,renameat2,unlink,unlinkat,rmdir,mkdir,mkdirat,link,linkat

# The store as text and the answer to "everything", as one hash.
state_of() { # data folder
	{
		sqlite3 "file:$1/store.db?mode=ro" .dump
		"$XIANJIN" --data "$1" search --limit 1000 --sort id --format json
	} | sha256sum
}

# How often each call is made, over all processes: "NAME COUNT" lines.
count_calls() { # command...
	strace -f -qq -e trace="$writing_calls" -o "$BATS_TEST_TMPDIR/calls" "$@" >/dev/null 2>&1
	sed -E 's/^[0-9]+ +//' "$BATS_TEST_TMPDIR/calls" | grep -oE '^[a-z0-9_]+\(' |
		tr -d '(' | sort | uniq -c | awk '{ print $2, $1 }'
}

# One kill.  Prints what is wrong, nothing when all holds.
kill_once() { # call, which, expected state, program
	local data="$BATS_TEST_TMPDIR/d.$1.$2" ack="$BATS_TEST_TMPDIR/ack.$1.$2" program=$4
	rm -rf "$data"
	{ # the shell would announce each death
		strace -f -qq -o /dev/null -e trace="$1" -e inject="$1:signal=KILL:when=$2" \
			"$program" --data "$data" import --format json "$IMPORT" >"$ack"
	} 2>/dev/null
	if grep -q '"result":"stored"' "$ack"; then
		local rows
		rows=$(sqlite3 "file:$data/store.db?mode=ro" \
			'SELECT count(*) FROM entry; SELECT count(*) FROM source' 2>/dev/null | tr '\n' ' ')
		[ "$rows" = "$EXPECTED_ROWS" ] || echo "$1 $2: acknowledged, then found: $rows"
	fi
	"$XIANJIN" --data "$data" --quiet import "$IMPORT" >"$data.again" 2>&1 ||
		echo "$1 $2: running it again failed: $(tail -1 "$data.again")"
	"$XIANJIN" --data "$data" verify >/dev/null 2>&1 || echo "$1 $2: verify finds damage"
	[ "$(state_of "$data")" = "$3" ] || echo "$1 $2: differs from an undisturbed run"
	ls "$data"/index | grep -q '^tmp' && echo "$1 $2: leftovers stay in the index"
	rm -rf "$data" "$data.again" "$ack"
}

# Every call, every time it is made, STEP apart; two at a time.
kill_everywhere() { # step, program
	local step=$1 program=$2 expected call n k
	"$XIANJIN" --data "$BATS_TEST_TMPDIR/whole" --quiet import "$IMPORT" >/dev/null
	expected=$(state_of "$BATS_TEST_TMPDIR/whole")
	EXPECTED_ROWS=$(sqlite3 "$BATS_TEST_TMPDIR/whole/store.db" \
		'SELECT count(*) FROM entry; SELECT count(*) FROM source' | tr '\n' ' ')
	export -f kill_once state_of
	export EXPECTED_ROWS IMPORT XIANJIN BATS_TEST_TMPDIR
	count_calls "$XIANJIN" --data "$BATS_TEST_TMPDIR/counted" import --format json "$IMPORT" |
	while read -r call n; do
		for ((k = 1; k <= n; k += step)); do
			printf '%s\0%s\0%s\0%s\0' "$call" "$k" "$expected" "$program"
		done
	done >"$BATS_TEST_TMPDIR/points"
	tr '\0' '\n' <"$BATS_TEST_TMPDIR/points" | awk 'END { print "# points:", NR / 4 }' >&3
	xargs -0 -n 4 -P 2 bash -c 'kill_once "$@"' _ <"$BATS_TEST_TMPDIR/points"
}
