#!/usr/bin/env bats
# Questions that try to burn time or to break the parser: each ends soon, with an
# answer or with a message and exit code 2 or 4.

load ../cli/cli

setup_file() {
	export QUERY_DATA=$BATS_FILE_TMPDIR/data
	"$XJ_SAMPLES" rows 40000 "$BATS_FILE_TMPDIR/rows.csv"
	"$XIANJIN" --data "$QUERY_DATA" -q import "$BATS_FILE_TMPDIR/rows.csv" \
		"$SAMPLES/official" >/dev/null
}

setup() {
	plain_environment
	export XIANJIN_DATA=$QUERY_DATA
	cd "$BATS_TEST_TMPDIR" || return 1
}

# soon WORD...: a search, within 2 s of processor and 256 MB; $status, $out, $err.
soon() {
	status=0
	/usr/bin/time -o used -f '%U %S %M %e' timeout 20 "$XIANJIN" search --limit 5 \
		--format json "$@" >out 2>err </dev/null || status=$?
	out=$(tr -d '\0' <out) err=$(tr -d '\0' <err)
	case $status in
	0) has "$out" '{"count":' || return 1 ;;
	2 | 4)
		[ ! -s out ] && [ "$(wc -l <err)" -eq 1 ] && [[ $err == xianjin:\ * ]] || {
			echo "message: $err"
			return 1
		}
		[ "$(wc -c <err)" -lt 1200 ] || {
			echo "a message of $(wc -c <err) bytes"
			return 1
		}
		;;
	*)
		echo "exit code $status: $err"
		return 1
		;;
	esac
	LC_ALL=C grep -q $'[\x01-\x09\x0b-\x1f\x7f]' err && {
		echo "control bytes in the message"
		return 1
	}
	[ -n "${XJ_SANITIZED:-}" ] || awk '{ exit !($1 + $2 < 2 && $3 < 256 * 1024) }' \
		<<<"$(tail -1 used)" || {
		echo "processor seconds, kB, seconds: $(tail -1 used)"
		return 1
	}
}

# refused CODE WORD...
refused() {
	local code=$1

	shift
	soon "$@" || return 1
	[ "$status" -eq "$code" ] || {
		echo "exit code $status, not $code: $err"
		return 1
	}
}

times() { # TEXT COUNT
	printf "%0.s$1" $(seq "$2")
}

@test "twenty thousand words" {
	refused 4 "$(times '範 ' 20000)"
	has "$err" "1024 bytes"
	# shellcheck disable=SC2046
	refused 4 $(times '範例 ' 20000)
	# shellcheck disable=SC2046
	refused 4 $(seq 20000)
	# shellcheck disable=SC2046
	refused 4 $(times '--counterparty 範 ' 10000)
	# shellcheck disable=SC2046
	soon $(times 'kind:business ' 9000)
	# shellcheck disable=SC2046
	soon $(times 'amount:1.. ' 9000)
}

@test "at the limits, one more and one less" {
	soon "$(times '公 ' 16)"
	[ "$status" -eq 0 ]
	refused 4 "$(times '公 ' 17)"
	has "$err" 16
	soon "$(times 司 64)"
	[ "$status" -eq 0 ]
	refused 4 "$(times 司 65)"
	has "$err" 64
	soon "$(times 'kind:business ' 16)"
	[ "$status" -eq 0 ]
	# the same words in one argument and in many
	soon 公司 有限 股份
	[ "$status" -eq 0 ]
	first=$out
	soon "公司 有限 股份"
	same "$out" "$first"
	refused 4 公 司 公 司 公 司 公 司 公 司 公 司 公 司 公 司 公
}

@test "a very long word, and long values of filters" {
	refused 4 "$(times a 5000)"
	refused 4 "$(times 司 30000)"
	for filter in counterparty donor payee recipient election area party purpose source; do
		refused 4 "$filter:$(times 司 66)"
		refused 4 "--$filter" "$(times 司 2000)"
	done
	for filter in id subject kind direction method amount date year place sort limit after facet; do
		soon "$filter:$(times 9 900)"
		[ "$status" -ne 0 ]
		soon "--$filter" "$(times x 5000)"
		[ "$status" -ne 0 ]
	done
}

@test "thousands of wildcards and of pattern characters" {
	for mark in '*' '?' '%' '_' '.' '[' '(' ')' '|' '\' '^' '$' '+' '{' '}' '~' '-' '!' '&' "'" '`' ';' '#'; do
		soon -- "$(times "${mark//%/%%}" 60 2>/dev/null || echo "$mark$mark")"
		soon -- "公$mark司 =$mark"
		soon "counterparty:$mark$mark$mark"
	done
	refused 4 -- "$(head -c 4000 /dev/zero | tr '\0' '*')"
	refused 4 "$(for i in {1..2000}; do printf '公* '; done)"
	# none of them is a wildcard
	soon '公*司'
	same "$(json_of '$.count')" 0
	soon '%'
	[ "$status" -eq 2 ] || same "$(json_of '$.count')" 0
}

json_of() {
	cp out "$BATS_TEST_TMPDIR/out"
	json "$1"
}

@test "patterns that explode" {
	for pattern in '(a+)+$' '(.*){30}x' '(.*)*x' '(.+)+x' '((.*)*)*x' '(?=(.*))(.*)(.*)(.*)\1x' \
	               '(.|.)*x$' '(.?){60}x{60}' '(?:(?R)|a)+' '(?R)' '(.{0,1000}){1000}x' \
	               '([^x]*[^y]*)*z' '(有|限|公|司|.)*x' '.*.*.*.*.*.*.*.*.*.*.*.*x' \
	               '(?:.{1,20}){1,20}(?:.{1,20}){1,20}x' '^(([a-z])+.)+[A-Z]([a-z])+$' \
	               '(?<!a)(?>.*)(.*)*x'; do
		soon "donor:/$pattern/"
		[ "$status" -ne 2 ] || {
			echo "$pattern: $err"
			return 1
		}
		soon "donor:/$pattern/" kind:individual --facet donor,recipient,year --sort -amount
	done
	refused 4 'donor:/(?:(?R)|a)+/'
	has "$err" pattern
}

@test "patterns that are wrong or forbidden" {
	for pattern in '(' ')' '[' '*' '+a' 'a{2,1}' '\' '(?P<' '(?<n' '\x{110000}' '\C' '(?C' \
	               '[[:nope:]]' 'a{70000}' '(?1)' '\g{9}' '\p{Nope}' '(*NOPE)'; do
		refused 2 "donor:/$pattern/"
		has "$err" pattern
	done
	soon "donor:/$(times '(' 300)/"
	[ "$status" -ne 0 ]
	soon "donor:/$(times '(?:' 240)$(times ')' 240)/"
	refused 4 "donor:/$(times a 2000)/"
	refused 2 'donor:/a/ donor:/b/'
	refused 2 'donor:/a'
	soon '--donor' '/a'
	# no verb of the pattern language raises its limits
	soon 'donor:/(*LIMIT_MATCH=4000000000)(.*){30}x/'
	soon 'donor:/(*LIMIT_DEPTH=4000000000)(*NO_AUTO_POSSESS)(*NO_START_OPT)((.*)*)*x/'
}

@test "quotes, signs and empty things" {
	for question in '"' '""' '"公' '公"' '"""' '"公" "' '="' '=' '==' '=""' 'donor:"' 'donor:="公' \
	                'donor:' 'recipient:=' 'recipient:""' ':' '::' ':公' 'a:b:c' 'kind:' \
	                'amount:..' 'amount:...' 'amount:-1..' 'date:..' 'date:0' 'date:2022-13' \
	                'date:2022-02-30' 'year:0' 'limit:-1' 'limit:' 'after:x' 'after:x0.0' \
	                'after:xffffffffffffffff.ffffffffffffffff' 'facet:' 'facet:,,' 'sort:--amount' \
	                'versions:none' '　' ' ' '' '()' 'AND' 'OR NOT' '-公' '+公' '公 -司'; do
		soon -- "$question"
	done
	refused 2 '"公司'
	has "$err" "not closed"
	refused 2 '公 "'
	refused 2 'kind:'
	refused 2 'after:x'
	refused 2 'date:2022-02-30'
	# what looks like an operator is a word
	soon 'AND'
	same "$status $(json_of '$.count')" "0 0"
}

@test "control bytes and bytes that are no characters" {
	for byte in 1 7 8 9 10 13 27 31 127; do
		printf -v raw '%b' "\\x$(printf %02x "$byte")"
		soon -- "公$raw司"
		soon -- "$raw"
		soon "kind:$raw"
		soon "donor:/$raw/"
	done
	for bytes in $'\xff' $'\xc0\x80' $'公\xe5' $'\xed\xa0\x80' $'\xf5\x80\x80\x80' \
	             $'\xf4\x90\x80\x80' $'\x80'; do
		refused 2 "$bytes"
		has "$err" "UTF-8"
		soon "donor:/$bytes/"
		[ "$status" -eq 2 ]
		soon --recipient "$bytes"
		[ "$status" -eq 2 ]
	done
	for mark in $'\u202e' $'\u200b' $'\ufeff' $'\u2028' $'\U000e0041' $'\ufffd' $'\uffff'; do
		soon -- "$mark"
		soon -- "公$mark司"
	done
	# blanks that nobody sees part no word
	soon $'公\u200b司'
	hidden=$(json_of '$.count')
	soon 公司
	same "$hidden" "$(json_of '$.count')"
}

@test "pages, limits and facets at their ends" {
	refused 2 --limit 1001
	refused 2 --limit 99999999999999999999
	soon --limit 1000 --facet recipient,election,area,kind,subject,year,place,method,direction,donor
	[ "$status" -eq 0 ]
	soon --after Dffffffffffffffff.ffffffffffffffff
	soon --after A0.0 --sort -amount
	soon --after d8000000000000000.1 --sort date
	refused 2 --after A0.0 --sort date
	refused 2 --after "D$(times f 40).1"
	refused 2 --sort price
	refused 2 --facet price
	refused 2 --amount 99999999999999999999..
	refused 2 --date 99999-01-01
}

@test "the questions of everyday stay quick beside them" {
	for question in 公司 有 "donor:/公司$/" "amount:1000..5000" "kind:individual 王" ""; do
		soon -- "$question"
		[ "$status" -eq 0 ]
		[ "$(json_of '$.count')" -gt 100 ]
	done
}
