#!/usr/bin/env bats
# An import killed at any moment: nothing acknowledged is lost, and it can just
# be run again.

load kill.bash

setup() {
	command -v strace >/dev/null || skip "strace is not installed"
	strace -o /dev/null true 2>/dev/null || skip "strace may not trace here"
	IMPORT="$SAMPLES/official/account-112050403-1111809901.zip"
}

@test "killed at each writing system call, an import can just be run again" {
	run kill_everywhere "${KILL_STEP:-1}" "$XIANJIN"
	echo "$output"
	[ -z "$output" ]
}

@test "control: an acknowledgement given too early is caught" {
	cat >"$BATS_TEST_TMPDIR/early" <<END
#!/usr/bin/env bash
[ "\$3" = import ] && echo '{"result":"stored"}'
exec "$XIANJIN" "\$@"
END
	chmod +x "$BATS_TEST_TMPDIR/early"
	run kill_everywhere 3 "$BATS_TEST_TMPDIR/early"
	[[ "$output" == *acknowledged,\ then\ found* ]]
}
