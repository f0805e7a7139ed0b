#!/bin/bash
# bench.sh - the whole import, its stages, the index and the queries, beside two
# rivals on the same machine in the same run.  Writes bench.csv and bench.svg.
#   BUILD=folder of the programs  OUT=folder of the results  SIZES="10000 ..."
#   bench.sh [--quick] [--keep]
set -euo pipefail
export LC_ALL=C

here=$(cd "$(dirname "$0")" && pwd)
BUILD=$(cd "${BUILD:-.}" && pwd)
OUT=${OUT:-$PWD}
SIZES=${SIZES:-"10000 100000 1000000"}
keep=

while [ $# -gt 0 ]; do
	case $1 in
	--quick) SIZES="10000 100000" ;;
	--keep) keep=1 ;;
	*) echo "usage: bench.sh [--quick] [--keep]" >&2; exit 2 ;;
	esac
	shift
done

for p in xj-samples bench_run bench_fts bench_plot; do
	[ -x "$BUILD/$p" ] || { echo "bench.sh: no $p in $BUILD" >&2; exit 3; }
done
mkdir -p "$OUT"
OUT=$(cd "$OUT" && pwd)
csv=$OUT/bench.csv
dir=$(mktemp -d "${TMPDIR:-/tmp}/xj-bench.XXXXXX")
trap '[ -n "$keep" ] && echo "kept: $dir" >&2 || rm -rf "$dir"' EXIT
cd "$dir"

have() { [ -x "$BUILD/$1" ]; }
wanted() { command -v "$1" >/dev/null || { echo "# no $1: left out" >&2; false; }; }
say() { echo "## $*" >&2; }
# put ROWS TOOL MEASURE KIND VALUE UNIT
put() { echo "$1,$2,$3,$4,$5,$6" >>"$csv"; }
# value NAME of a line NAME=VALUE ... in a file
value() { sed -n "s/.*\\b$1=\\([0-9.]*\\).*/\\1/p" "$2"; }
bytes() { du -sb --apparent-size "$@" | awk '{ n += $1 } END { print n + 0 }'; }
per() { awk -v a="$1" -v b="$2" 'BEGIN { printf "%.2f", a / b }'; }

# cost ROWS TOOL STAGE COMMAND...: runs it and notes what it took.  What was written
# before is on the disk first: that is not its time
cost() {
	local rows=$1 tool=$2 stage=$3
	shift 3
	sync
	"$BUILD/bench_run" -o took -- "$@" || return
	put "$rows" "$tool" wall "$stage" "$(value wall took)" s
	put "$rows" "$tool" cpu "$stage" "$(value cpu took)" s
	put "$rows" "$tool" rss_process "$stage" "$(value rss_process_kb took)" KiB
	put "$rows" "$tool" rss_tree "$stage" "$(value rss_tree_kb took)" KiB
}

# process ROWS TOOL COMMAND...: one whole process for one question, 50 times
process() {
	local rows=$1 tool=$2
	shift 2
	sync
	"$BUILD/bench_run" -n 50 -o took -- "$@"
	put "$rows" "$tool" p50 process "$(value p50_us took)" us
	put "$rows" "$tool" p99 process "$(value p99_us took)" us
}

# queries ROWS TOOL: lines kind,rows,hits,p50_us,p99_us on standard input
queries() {
	local kind n hits p50 p99
	while IFS=, read -r kind n hits p50 p99; do
		[[ $p50 =~ ^[0-9] ]] || continue
		put "$1" "$2" hits "$kind" "$hits" rows
		put "$1" "$2" p50 "$kind" "$p50" us
		put "$1" "$2" p99 "$kind" "$p99" us
	done
}

ours() {
	local rows=$1 table=$2 name=$3 found stage s n b
	have xianjin || { echo "# no xianjin in $BUILD: rivals only" >&2; return 0; }
	say "xianjin import, $rows rows"
	cost "$rows" xianjin import "$BUILD/xianjin" --quiet --data "$dir/data" \
		import --timings "$table" 2>timings >proof ||
		{ cat timings >&2; exit 1; }
	while read -r _ stage s n b; do
		put "$rows" xianjin stage "$stage" "$s" s
		put "$rows" xianjin stage_rows "$stage" "$(per "$n" "$s")" rows/s
		put "$rows" xianjin stage_bytes "$stage" "$(per "$b" "$s")" bytes/s
	done < <(grep '^timing ' timings | awk '$3 > 0')
	put "$rows" xianjin size index "$(per "$(bytes data/index)" "$rows")" bytes/row
	put "$rows" xianjin size all "$(per "$(bytes data)" "$rows")" bytes/row
	put "$rows" xianjin size store \
		"$(per $(($(bytes data) - $(bytes data/index))) "$rows")" bytes/row
	found=$("$BUILD/xianjin" --quiet --data data search --limit 1 --format json |
		sed -n 's/.*"count": *\([0-9]*\).*/\1/p' | head -n 1)
	[ "$found" = "$rows" ] ||
		{ echo "bench.sh: $rows rows in, $found found" >&2; exit 1; }
	cost "$rows" xianjin report "$BUILD/xianjin" --quiet --data data report >/dev/null
	cost "$rows" xianjin report-jsonl "$BUILD/xianjin" --quiet --data data \
		report --format jsonl >/dev/null
	process "$rows" xianjin "$BUILD/xianjin" --quiet --data data \
		search "$name" --limit 20
	if have bench_query; then
		"$BUILD/bench_query" data | queries "$rows" xianjin
	fi
	for stage in csv normalise; do
		have "bench_$stage" || continue
		"$BUILD/bench_$stage" "$table" | sed "s/^/# bench_$stage $rows: /" |
			tee -a "$csv" >&2
	done
	rm -rf data
}

xapian() {
	local rows=$1 table=$2 name=$3
	wanted scriptindex || return 0
	say "scriptindex, $rows rows"
	"$BUILD/xj-samples" scriptindex "$table" dump
	XAPIAN_CJK_NGRAM=1 cost "$rows" scriptindex import \
		scriptindex omega "$here/rival.index" dump >/dev/null
	put "$rows" scriptindex size index "$(per "$(bytes omega)" "$rows")" bytes/row
	if wanted quest; then
		XAPIAN_CJK_NGRAM=1 process "$rows" scriptindex \
			quest -d omega -m 20 -o and -p name:S "name:$name"
	fi
	rm -rf omega dump
}

sqlite() {
	local rows=$1 table=$2 name=$3
	wanted sqlite3 || return 0
	say "sqlite3, $rows rows"
	cost "$rows" sqlite load sqlite3 -cmd ".read $here/rival.sql" rival.db \
		".import --csv --skip 1 $table t" >/dev/null
	put "$rows" sqlite size store "$(per "$(bytes rival.db)" "$rows")" bytes/row
	cost "$rows" sqlite indexes sqlite3 rival.db ".read $here/rival_indexes.sql"
	cost "$rows" sqlite fts5 sqlite3 rival.db ".read $here/rival_fts5.sql"
	sqlite3 rival.db 'PRAGMA wal_checkpoint(TRUNCATE)' >/dev/null
	put "$rows" sqlite wall import "$(awk -F, -v r="$rows" '$1 == r &&
		$2 == "sqlite" && $3 == "wall" { s += $5 } END { print s }' "$csv")" s
	put "$rows" sqlite size all "$(per "$(bytes rival.db)" "$rows")" bytes/row
	"$BUILD/bench_fts" rival.db | queries "$rows" sqlite
	process "$rows" sqlite sqlite3 rival.db \
		"SELECT t.* FROM f JOIN t ON t.rowid = f.rowid
		 WHERE f MATCH '\"$name\"' LIMIT 20"
	rm -f rival.db*
}

# books ROWS TABLE: workbooks read alone; the table imported from one
books() {
	local rows=$1 kind
	have bench_book || return 0
	for kind in xlsx shared ods; do
		say "a workbook ($kind), $rows rows of 16 cells"
		"$BUILD/bench_book" --make $kind "book.$kind" "$rows"
		"$BUILD/bench_book" "book.$kind" | sed -n "1s/^/# bench_book $kind $rows: /p" |
			tee -a "$csv" >&2
		rm -f "book.$kind"
	done
	have xianjin || return 0
	say "the table as a workbook, $rows rows"
	"$BUILD/bench_book" --of "$2" book.xlsx
	cost "$rows" xianjin import_xlsx "$BUILD/xianjin" --quiet --data books \
		import book.xlsx >/dev/null
	rm -rf book.xlsx books
}

{
	echo "# $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)," \
		"$(nproc) cores, $(awk '/MemTotal/ { printf "%.0f GiB", $2 / 1048576 }' \
		/proc/meminfo), $(uname -sr)"
	echo "rows,tool,measure,kind,value,unit"
} >"$csv"

for rows in $SIZES; do
	"$BUILD/xj-samples" rows "$rows" table.csv
	put "$rows" table size table "$(per "$(bytes table.csv)" "$rows")" bytes/row
	# a three-character name from the middle of the table
	name=$(awk -F, -v n=$((rows / 2)) 'NR > n && length($7) == 9 && $6 ~ /^個人/ {
		print $7; exit }' table.csv)
	ours "$rows" "$dir/table.csv" "$name"
	xapian "$rows" "$dir/table.csv" "$name"
	sqlite "$rows" "$dir/table.csv" "$name"
	books "$rows" table.csv
	rm -f table.csv
done

awk -F, -f "$here/ratios.awk" "$csv"
"$BUILD/bench_plot" "$csv" "$OUT/bench.svg"
echo "$csv, $OUT/bench.svg"
