# pages.bash - what tests of pages ask with, beside ../cli/cli.bash.

load "${BATS_TEST_DIRNAME}/../cli/cli.bash"
load "${BATS_TEST_DIRNAME}/web.bash"

# get PATH [HEADER...]: $code is the status, $head the headers, $page the body.
get() {
	local path=$1 args=(--header "Host: donations.example")

	shift
	for one in "$@"; do
		args+=(--header "$one")
	done
	"$XIANJIN" cgi-test "${args[@]}" "GET $path" >"$BATS_TEST_TMPDIR/answer" \
		2>"$BATS_TEST_TMPDIR/log" </dev/null
	sed '/^\r*$/q' "$BATS_TEST_TMPDIR/answer" >"$BATS_TEST_TMPDIR/head"
	sed '1,/^\r*$/d' "$BATS_TEST_TMPDIR/answer" >"$BATS_TEST_TMPDIR/out"
	head=$(cat "$BATS_TEST_TMPDIR/head")
	page=$(tr -d '\0' <"$BATS_TEST_TMPDIR/out")
	code=$(sed -n 's/^Status: \([0-9]*\).*/\1/p' "$BATS_TEST_TMPDIR/head")
}

# gives CODE: the status of the last get.
gives() {
	[ "$code" = "$1" ] || {
		echo "status $code, not $1; log: $(cat "$BATS_TEST_TMPDIR/log"); page: $page"
		return 1
	}
}

# links: the addresses of this site in the last page, one a line.
links() {
	awk -f "$BATS_TEST_DIRNAME/follow.awk" "$BATS_TEST_TMPDIR/out" | sort -u
}

# words: the text of the last page, without markup and what is quoted from filings.
words() {
	sed -E -e '/<svg/,/<\/svg>/d' -e '/<figcaption>/d' \
		-e 's/<(code|td|dd|title|h1)[^>]*>.*<\/\1>//g' -e 's/<[^>]*>/ /g' \
		"$BATS_TEST_TMPDIR/out"
}

# fact NAME: the text of a fact of the last page.
fact() {
	sed -nE "s/^.*<div class=\"fact-$1\"><dt>[^<]*<\/dt><dd>(.*)<\/dd>.*/\1/p" \
		"$BATS_TEST_TMPDIR/out" | sed -E 's/<small.*<\/small>//; s/<[^>]*>//g; s/ *$//'
}

# url TEXT: percent-encoded for an address.
url() {
	printf '%s' "$1" | od -An -v -tx1 | tr -d '\n' | sed 's/ /%/g'
}
