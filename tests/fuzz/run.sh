#!/usr/bin/env bash
# run.sh - builds each fuzz target with clang and runs it for a while on its
# corpus.  Any crash, leak, hang over a second (a request: ten) or more than 512 MB fails.
#   run.sh SOURCE-FOLDER BUILD-FOLDER [SECONDS] [TARGET...]
set -euo pipefail
source=$(cd "$1" && pwd)
build=$2
seconds=${3:-60}
shift $(($# < 3 ? $# : 3))

clang=$(command -v clang-14 || command -v clang) || { echo "fuzz: no clang: skipped"; exit 77; }
clangxx=$(command -v clang++-14 || command -v clang++)
flags="-g -O1 -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=all"
deps=(sqlite3 libpcre2-8 libzip icu-uc libcrypto libxml-2.0 libgsf-1 yajl xlsxwriter libseccomp)

mkdir -p "$build"
cd "$build"
[ -f Makefile ] || "$source/configure" --quiet --disable-hardening CC="$clang" CXX="$clangxx" \
	CFLAGS="$flags -fsanitize=fuzzer-no-link" CXXFLAGS="$flags -fsanitize=fuzzer-no-link"
make -s -j"${JOBS:-2}" libxianjin.a libweb.a xianjin-xapian.so
# what the library beside the program calls in it: AM_LDFLAGS of Makefile.am
calls="-Wl,--export-dynamic-symbol=xj_fail -Wl,--export-dynamic-symbol=xj_tr"
export LD_LIBRARY_PATH=$PWD # AddressSanitizer's dlopen does not know the folder of the program

failed=0 passed=0
for c in "$source"/tests/fuzz/fuzz_*.c; do
	name=$(basename "$c" .c)
	[ $# -eq 0 ] || [[ " $* " == *" $name "* ]] || continue
	# shellcheck disable=SC2086,SC2046
	"$clang" $flags -fsanitize=fuzzer-no-link -std=c11 -D_GNU_SOURCE -I"$source/include" -I"$source" \
		$(pkg-config --cflags "${deps[@]}") -c "$c" -o "$name.o"
	# shellcheck disable=SC2086,SC2046
	"$clangxx" $flags -fsanitize=fuzzer $calls "$name.o" libweb.a libxianjin.a $(pkg-config --libs "${deps[@]}") -o "$name"
	short=${name#fuzz_}
	mkdir -p "found/$short"
	wait=1
	[ "$short" = request ] && wait=10 # the pages' own deadline is 2 s, without sanitizers
	args=(-timeout=$wait -rss_limit_mb=512 -max_total_time="$seconds" -print_final_stats=1 "found/$short")
	[ -d "$source/tests/fuzz/corpus/$short" ] && args+=("$source/tests/fuzz/corpus/$short")
	[ -f "$source/tests/fuzz/$short.dict" ] && args+=(-dict="$source/tests/fuzz/$short.dict")
	if "./$name" "${args[@]}" >"$name.log" 2>&1; then
		passed=$((passed + 1))
		echo "ok $name: $(sed -n 's/^stat::number_of_executed_units: *//p' "$name.log") runs in $seconds s"
	else
		failed=$((failed + 1))
		echo "not ok $name: see $build/$name.log"
		tail -20 "$name.log"
	fi
done
echo "fuzz: $passed passed, $failed failed"
[ "$failed" -eq 0 ]
