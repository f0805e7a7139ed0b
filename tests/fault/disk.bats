#!/usr/bin/env bats
# A disk that is full, at every stage: exit code 3, the cause named, nothing
# half-stored, and once there is room the same command works and ends the same.

load ../cli/cli

setup() {
	plain_environment
	disk=$BATS_TEST_TMPDIR/disk
	mkdir "$disk"
	"$XJ_SAMPLES" bundle 4000 "$BATS_TEST_TMPDIR/account.zip"
}

teardown() {
	umount "$disk" 2>/dev/null || true
}

need_mount() { # size
	[ "$(id -u)" -eq 0 ] || skip "only root may mount"
	mount -t tmpfs -o "size=$1" tmpfs "$disk" 2>/dev/null || skip "no tmpfs here"
}

state() { # data folder
	sqlite3 "file:$1/store.db?mode=ro" .dump
	"$XIANJIN" --data "$1" search --limit 1000 --sort id --format json
}

# What of the store itself is broken; the index may be missing.
broken() { # data folder
	"$XIANJIN" --data "$1" verify --format csv 2>/dev/null |
		awk -F, '$2 == "broken" && $1 !~ /index/ { print $1 }'
}

# One size: prints what is wrong, nothing when all holds.
one_size() { # size in KiB, expected state
	local code=0 again=0

	mount -t tmpfs -o "size=$1k" tmpfs "$disk"
	"$XIANJIN" --data "$disk/d" import account.zip >out 2>err || code=$?
	case $code in
	0) [ -f "$disk/d/index/current" ] || echo "$1k: done, but without an index" ;;
	3) grep -qi 'no space left' err || echo "$1k: does not name the cause: $(cat err)" ;;
	*) echo "$1k: exit code $code: $(cat err)" ;;
	esac
	# acknowledged is stored, not acknowledged is not
	if grep -q ': stored' out; then
		[ "$(sqlite3 "$disk/d/store.db" 'SELECT count(*) FROM entry')" = 4000 ] ||
			echo "$1k: acknowledged, but not there"
	elif [ "$(sqlite3 "$disk/d/store.db" 'SELECT count(*) FROM source' 2>/dev/null)" = 1 ]; then
		echo "$1k: stored, but not acknowledged"
	fi
	[ -z "$(broken "$disk/d")" ] || echo "$1k: broken: $(broken "$disk/d")"
	mount -o remount,size=64m "$disk"
	"$XIANJIN" --data "$disk/d" import account.zip >out 2>err || again=$?
	[ "$again" = 0 ] || echo "$1k: again: exit code $again: $(cat err)"
	"$XIANJIN" --data "$disk/d" verify >/dev/null 2>&1 || echo "$1k: verify finds damage"
	[ "$(state "$disk/d" | sha256sum)" = "$2" ] || echo "$1k: differs from an undisturbed run"
	ls "$disk/d/index" | grep '^tmp' && echo "$1k: leftovers stay in the index"
	umount "$disk"
	echo "$code" >>codes
}

# all_sizes SIZE...: prints what is wrong with any of them.
all_sizes() {
	local expected size

	"$XIANJIN" --data whole -q import account.zip >/dev/null
	expected=$(state whole | sha256sum)
	for size; do
		one_size "$size" "$expected"
	done
}

@test "full at any of eight stages of the store" {
	need_mount 64k
	umount "$disk"
	cd "$BATS_TEST_TMPDIR"
	run all_sizes 16 48 100 200 400 600 800 1000
	echo "$output"
	[ -z "$output" ]
	[ "$(grep -c 3 codes)" -ge 7 ]
}

@test "full while the index is made" {
	need_mount 64k
	umount "$disk"
	cd "$BATS_TEST_TMPDIR"
	# from the size of the store on, until it fits
	"$XIANJIN" --data sized -q import account.zip >/dev/null
	full=$(du -sk sized | cut -f 1)
	run all_sizes $(seq $full $((full / 24)) $((full * 3 / 2)))
	echo "$output"
	[ -z "$output" ]
	[ "$(grep -c 3 codes)" -ge 3 ]
}

@test "a second import on a full disk leaves the first as it was" {
	need_mount 64m
	cd "$BATS_TEST_TMPDIR"
	"$XIANJIN" --data "$disk/d" -q import "$SAMPLES/official" >/dev/null
	before=$(state "$disk/d")
	used=$(df -k --output=used "$disk" | tail -1)
	for more in 0 40 200 400; do
		mount -o "remount,size=$((used + more))k" "$disk"
		XIANJIN_DATA=$disk/d
		try import account.zip
		ends_with 3
		has "$err" "o space left"
		[ "$(state "$disk/d")" = "$before" ]
		same "$(answer)" "259|5229221|2378631"
		[ -z "$(broken "$disk/d")" ]
	done
	mount -o remount,size=64m "$disk"
	try import account.zip
	ends_with 0
	try verify
	ends_with 0
}

@test "no room for more files" {
	[ "$(id -u)" -eq 0 ] || skip "only root may mount"
	cd "$BATS_TEST_TMPDIR"
	for inodes in 3 4 5 6 8; do
		mount -t tmpfs -o "size=64m,nr_inodes=$inodes" tmpfs "$disk" || skip "no tmpfs here"
		XIANJIN_DATA=$disk/d
		try import account.zip
		[ "$status" -eq 3 ] || [ "$status" -eq 0 ]
		[ "$status" -eq 0 ] || [ -n "$err" ]
		mount -o remount,nr_inodes=1000 "$disk"
		try import account.zip
		ends_with 0
		try verify
		ends_with 0
		umount "$disk"
	done
}

@test "a limit on the size of files is not a death by signal" {
	cd "$BATS_TEST_TMPDIR"
	"$XIANJIN" --data whole -q import account.zip >/dev/null
	expected=$(state whole | sha256sum)
	failed=0
	for limit in 4 16 64 100 200 400; do
		code=0
		(
			ulimit -f "$limit"
			exec "$XIANJIN" --data d import account.zip
		) >out 2>err || code=$?
		[ "$code" -eq 3 ] || {
			echo "$limit: exit code $code: $(cat err)"
			return 1
		}
		grep -q 'd/' err
		[ ! -s out ]
		failed=$((failed + 1))
	done
	[ "$failed" -eq 6 ]
	"$XIANJIN" --data d -q import account.zip >/dev/null
	same "$(state d | sha256sum)" "$expected"
	try --data d verify
	ends_with 0
}

@test "an export that does not fit says so and leaves nothing behind" {
	cd "$BATS_TEST_TMPDIR"
	"$XIANJIN" -q import account.zip >/dev/null
	"$XIANJIN" export --to right 2>/dev/null
	whole=$(du -sk right | cut -f 1)
	for percent in 1 20 50 90; do
		need_mount "$((whole * percent / 100 + 4))k"
		try export --to "$disk/to"
		ends_with 3
		has "$err" "$disk/to"
		has "$err" "No space left"
		[ ! -e "$disk/to" ]
		mount -o remount,size=64m "$disk"
		try export --to "$disk/to"
		ends_with 0
		diff -r "$disk/to" right
		umount "$disk"
	done
}

@test "standard input that cannot be kept meanwhile" {
	cd "$BATS_TEST_TMPDIR"
	need_mount 20k
	status=0
	TMPDIR=$disk "$XIANJIN" import - <account.zip >out 2>err || status=$?
	err=$(cat err)
	ends_with 3
	has "$err" "No space left"
	[ ! -s out ]
}

@test "an answer into a full disk is no success" {
	need_mount 8k
	cd "$BATS_TEST_TMPDIR"
	"$XIANJIN" -q import account.zip >/dev/null
	for format in table csv jsonl json; do
		status=0
		"$XIANJIN" search --limit 1000 --format "$format" >"$disk/answer" 2>err || status=$?
		err=$(cat err)
		ends_with 3
		has "$err" "No space left"
		rm "$disk/answer"
	done
}
