#!/usr/bin/env bash
# run.sh - the API by the schema of OpenAPI, and the pages in a real browser: run.sh SOURCE BUILD
# Needs node, npm and chromium; says so and passes nothing where they are absent.
# The screenshots stay in BUILD/browser/shots for people to look at.
set -euo pipefail
source=$(cd "$1" && pwd)
build=$(cd "$2" && pwd)
work=$build/browser
chromium=${CHROMIUM:-$(command -v chromium || true)}

skip() { printf '# SKIP: 1\nbrowser tests skipped: %s\n' "$1"; exit 0; }
command -v node >/dev/null || skip "no node"
command -v npm >/dev/null || skip "no npm"
[ -n "$chromium" ] || skip "no chromium"
fc-match ':lang=zh-tw' family 2>/dev/null | grep -qiE 'cjk|hei|ming|song|kai|uming|ukai|han' ||
	skip "no Chinese font: screenshots would show boxes (fonts-noto-cjk, fonts-wqy-zenhei)"

mkdir -p "$work"
cp "$source"/tests/browser/{package.json,package-lock.json,.npmrc} "$source"/tests/browser/*.mjs "$work"
(cd "$work" && npm ci --no-audit --no-fund --silent)

export XIANJIN_LOCALEDIR=$build/po # its Chinese, not that of an installed one

data=$work/data
rm -rf "$data" "$work/shots"
mkdir -p "$work/shots"
"$build/xianjin" --quiet --data "$data" import \
	"$source"/samples/official "$source"/samples/party "$source"/samples/surplus >/dev/null

address=$(mktemp)
"$build/xianjin" --data "$data" serve --port 0 >"$address" &
server=$!
trap 'kill $server 2>/dev/null || true; rm -f "$address"' EXIT
for _ in $(seq 100); do
	[ -s "$address" ] && break
	sleep 0.1
done
[ -s "$address" ] || { echo "the server did not start" >&2; exit 1; }

export BASE CHROMIUM=$chromium SHOTS=$work/shots SAMPLE=$source/samples
BASE=$(grep -o 'http://[^ ]*[0-9]/' "$address" | head -1)
failed=0
for tests in api pages; do
	node "$work/$tests.mjs" || failed=1
done
exit $failed
