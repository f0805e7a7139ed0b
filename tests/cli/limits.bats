#!/usr/bin/env bats
# docs/limits.md against the sources: each limit has one code and one line, and the
# figure there is the one in limits.h.

load cli

setup() {
	plain_environment
	cd "$TOP_SRCDIR" || return 1
	sed -n '/^| `/p' docs/limits.md >"$BATS_TEST_TMPDIR/lines"
}

codes() {
	cut -d'`' -f2 "$BATS_TEST_TMPDIR/lines"
}

@test "no code stands twice" {
	[ "$(codes | wc -l)" -ge 50 ]
	same "$(codes | sort | uniq -d)" ""
}

@test "each code of the sources is in the manual, and each of the manual in the sources" {
	used=$(cat importers/*.c src/store/*.c | tr '\n' ' ' |
		grep -oE '(xj_over|xj_fail_code|xj_json_over|refuse)\([^"]*"[a-z-]+"' |
		sed -E 's/.*"([a-z-]+)"$/\1/' | sort -u)
	[ "$(wc -l <<<"$used")" -ge 50 ]
	for code in $used; do
		codes | grep -qx "$code" || { echo "$code is not in docs/limits.md"; return 1; }
	done
	for code in $(codes); do
		grep -q "\"$code\"" importers/*.c || grep -q "\"$code\"" src/store/*.c || {
			echo "$code is in no source"
			return 1
		}
	done
}

# 4 GiB, 64 KiB, 1,000
show() {
	local n=$1

	if [ "$n" -ge 1024 ] && [ $((n % 1024)) -eq 0 ] && [[ $2 == *iB* ]]; then
		for unit in KiB MiB GiB; do
			n=$((n / 1024))
			[ $((n % 1024)) -ne 0 ] && break
		done
		echo "$n $unit"
	else
		sed -E ':a;s/^([0-9]+)([0-9]{3})/\1,\2/;ta' <<<"$n"
	fi
}

@test "the figures are those of limits.h" {
	compared=0
	while IFS='|' read -r _ code _ figure name _; do
		name=${name// /}
		[ -n "$name" ] || continue
		value=$(sed -nE "s/^#define $name +(\(?[0-9][^ ]*( << [0-9]+\))?).*/\1/p" \
			include/xianjin/limits.h | sed -E 's/([0-9])(ULL|u)/\1/g')
		[ -n "$value" ] || { echo "no $name in limits.h"; return 1; }
		want=$(show $((value)) "$figure")
		[[ " $figure " == *" $want "* ]] || {
			echo "$code: docs/limits.md says$figure, limits.h $want"
			return 1
		}
		compared=$((compared + 1))
	done <"$BATS_TEST_TMPDIR/lines"
	[ "$compared" -ge 35 ]
}

@test "the code stands behind the message" {
	cd "$BATS_TEST_TMPDIR" || return 1
	printf '<?xml version="1.0"?><filings xmlns="urn:xianjin:filings:1" %s/>' "$(printf 'a%s="" ' {1..300})" >b.xml
	"$XJ_SAMPLES" hostile bomb-ratio c.zip
	{ printf '[{"a":'; printf '%70s' '' | tr ' ' '['; } >e.json
	printf '%s\n1,%70000s\n' "$header" x >f.csv
	for file in 'b.xml xml-attributes' 'c.zip zip-ratio' 'e.json json-depth'; do
		try import "${file% *}"
		ends_with 4
		has "$out" "[${file#* }]"
	done
	try import f.csv
	same "$(sql 'SELECT code FROM issues')" cell-bytes
}
