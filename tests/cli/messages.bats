#!/usr/bin/env bats
# Each message of the program is in the catalogue, in Chinese.

setup() {
	cd "$TOP_SRCDIR" || return 1
	command -v xgettext >/dev/null && command -v msgcmp >/dev/null || skip "no gettext tools"
	pot=$BATS_TEST_TMPDIR/messages.pot
}

files() {
	grep -v '^#' po/POTFILES
}

@test "every file with messages is in po/POTFILES" {
	# the two that only speak of them in comments, and the one that defines them
	grep -rlE '\b(N_|_)\(' src importers index include --include='*.c' --include='*.cc' --include='*.h' |
		grep -vxE 'importers/csv_scan.h|include/xianjin/core.h|src/core/i18n.h' |
		sort >"$BATS_TEST_TMPDIR/want"
	files | sort >"$BATS_TEST_TMPDIR/have"
	diff "$BATS_TEST_TMPDIR/want" "$BATS_TEST_TMPDIR/have"
}

@test "the catalogue is sound, and no message is in it twice" {
	msgfmt -c -o /dev/null po/zh_TW.po
}

@test "every message has its Chinese" {
	files | xgettext -L C -k_ -kN_ --from-code=UTF-8 -f - -o "$pot"
	[ "$(grep -c '^msgid' "$pot")" -gt 1000 ]
	msgcmp -N po/zh_TW.po "$pot" 2>"$BATS_TEST_TMPDIR/said" || {
		# the lines of the messages that it misses
		sed -nE 's/.*messages\.pot:([0-9]+): .*/\1/p' "$BATS_TEST_TMPDIR/said" |
			while read -r line; do sed -n "$((line - 1))p" "$pot"; done
		false
	}
}
