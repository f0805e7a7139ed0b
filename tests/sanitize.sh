#!/usr/bin/env bash
# sanitize.sh - builds everything under AddressSanitizer and
# UndefinedBehaviorSanitizer and runs the whole test suite there.
#   sanitize.sh SOURCE-FOLDER BUILD-FOLDER
# Every test runs.  Not asked there (XJ_SANITIZED): the processor time and memory of
# bounded() in tests/fault/bad-input.bats, soon() in queries.bats, the memory of
# judge() in hostile.bats and the libraries of a question in cgi.bats, which would be
# those of the sanitizers.  JOBS: how many
# tests at a time.
set -euo pipefail
source=$(cd "$1" && pwd)
build=$2
flags="-g -O1 -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=all"

mkdir -p "$build"
cd "$build"
[ -f Makefile ] || "$source/configure" --quiet --disable-hardening \
	CFLAGS="$flags" CXXFLAGS="$flags" LDFLAGS="-fsanitize=address,undefined"
# new_delete_type_mismatch: Xapian's own Database::check frees by a base class
export ASAN_OPTIONS=new_delete_type_mismatch=0:detect_leaks=1:strict_string_checks=1:detect_stack_use_after_return=1:allocator_may_return_null=1
export UBSAN_OPTIONS=print_stacktrace=1
# its dlopen does not know the folder of the program
export LD_LIBRARY_PATH=$PWD
# every kill point is tried in the plain build; here one in nine, for time
export KILL_STEP=9 XJ_SANITIZED=1
make -s -j"${JOBS:-2}" all
make -s -j"${JOBS:-2}" check
