#!/usr/bin/env bats
# Some hundreds of files that no reader should trust, over all formats: each ends
# within 10 s of processor time and 512 MB, with the same verdict every time, and
# nothing is written but the data folder.  Every seventh file in make check, all of
# them twice with CHECK_FULL=1.

load ../cli/cli

setup_file() {
	"$XJ_SAMPLES" corpus "$BATS_FILE_TMPDIR/corpus"
}

setup() {
	plain_environment
	mkdir -p "$BATS_TEST_TMPDIR/here" "$BATS_TEST_TMPDIR/tmp"
	export TMPDIR=$BATS_TEST_TMPDIR/tmp
	cd "$BATS_TEST_TMPDIR/here" || return 1
}

# judge FILE: imports it into a new folder; "status" and all that was said, and
# fails if it was stopped, crashed its reader or took too much.
judge() {
	local took code cpu kb

	rm -rf ../data
	"$BENCH_RUN" -o ../took -- "$XIANJIN" --quiet --data ../data import "$1" \
		--recipient 甄有恆 --election 111年臺中市市長選舉 >../said 2>&1 </dev/null || :
	took=$(cat ../took)
	code=$(sed -E 's/.*status=([0-9]+).*/\1/' <<<"$took")
	cpu=$(sed -E 's/.*cpu=([0-9]+).*/\1/' <<<"$took")
	kb=$(sed -E 's/.*rss_process_kb=([0-9]+).*/\1/' <<<"$took")
	case $code in 0 | 4) ;; *) echo "exit code $code"; return 1 ;; esac
	[ "$cpu" -lt 10 ] || { echo "$cpu s of processor time"; return 1; }
	# what the sanitizers keep of freed memory is not ours
	[ "$kb" -lt 524288 ] || [ -n "${XJ_SANITIZED:-}" ] || { echo "$kb KiB"; return 1; }
	if grep -qE 'crash|was stopped|answer was cut short' ../said; then
		cat ../said
		return 1
	fi
	echo "$code"
	cat ../said
}

@test "the corpus: within 10 s and 512 MB, the same verdict, nothing written elsewhere" {
	step=7
	[ -z "${CHECK_FULL:-}" ] || step=1
	bad=0 n=0
	for file in "$BATS_FILE_TMPDIR"/corpus/*; do
		n=$((n + 1))
		[ $((n % step)) -eq 0 ] || continue
		first=$(judge "$file") || { bad=$((bad + 1)); echo "${file##*/}: $first"; continue; }
		[ "$step" -gt 1 ] || [ "$(judge "$file")" = "$first" ] || {
			bad=$((bad + 1))
			echo "${file##*/}: another verdict the second time"
		}
	done
	echo "$n files, $bad bad"
	[ "$n" -ge 200 ]
	[ "$bad" -eq 0 ]
	[ -z "$(ls -A . "$TMPDIR" "$HOME" | grep -v '^[./].*:$')" ]
	[ "$(find "$BATS_FILE_TMPDIR/corpus" -type f | wc -l)" -eq "$n" ]
}

@test "the corpus has what it should: all formats, nothing large" {
	cd "$BATS_FILE_TMPDIR/corpus" || return 1
	for ending in csv xlsx ods xls html json xml zip pdf; do
		[ "$(find . -name "*.$ending" | wc -l)" -ge 4 ] || [ $ending = pdf ]
	done
	[ -z "$(find . -size +8M)" ]
}
