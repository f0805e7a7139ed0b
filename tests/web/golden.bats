#!/usr/bin/env bats
# What programs read must not change unnoticed: JSON answers on the samples, byte for
# byte those of golden/.  GOLDEN_UPDATE=1 writes them anew, to be read before a commit.

load ../cli/cli
load web

setup_file() {
	share_data official party surplus
}

setup() {
	use_data
}

# golden NAME TARGET: what it differs in, if it does.
golden() {
	local want=$BATS_TEST_DIRNAME/golden/$1.json got=$BATS_TEST_TMPDIR/$1.json

	"$XIANJIN" cgi-test "GET $2" | sed '1,/^\r$/d' >"$got"
	jq -e 'has("status") | not' "$got" >/dev/null || { cat "$got"; return 1; }
	[ -z "${GOLDEN_UPDATE:-}" ] || cp "$got" "$want"
	diff -u "$want" "$got"
}

@test "JSON answers are those of the golden files" {
	golden front /en/index.json
	golden search '/en/search.json?kind=business&sort=-amount&limit=3'
	golden donor /en/donor/b08853749.json
	golden recipient '/en/recipient.json?name=%E8%8C%83%E4%BE%8B%E6%96%87'
	golden election '/en/election.json?name=111%E5%B9%B4%E8%87%BA%E5%8D%97%E5%B8%82%E5%B8%82%E9%95%B7%E9%81%B8%E8%88%89'
	golden entry /en/entry/1.json
	golden flags '/en/flags.json?limit=5'
	golden rules /en/rules.json
	golden lag /en/lag.json
	golden reconcile '/en/reconcile.json?all=1'
}
