#!/usr/bin/env bats
# What programs get: JSON and its errors, tags of what has not changed, the site's
# description of itself, and reconciliation.

load ../cli/cli
load web

setup_file() {
	share_data official party surplus
}

setup() {
	use_data
}

# ask METHOD TARGET [OPTION...]: $head, and the body in the file body.
ask() {
	local what="$1 $2"

	shift 2
	status=0
	"$XIANJIN" cgi-test "$what" "$@" >"$BATS_TEST_TMPDIR/out" 2>"$BATS_TEST_TMPDIR/err" ||
		status=$?
	ends_with 0 || return 1
	head=$(sed '/^\r$/q' "$BATS_TEST_TMPDIR/out" | tr -d '\r')
	sed '1,/^\r$/d' "$BATS_TEST_TMPDIR/out" >"$BATS_TEST_TMPDIR/body"
}

# is STATUS
is() {
	same "$(head -n 1 <<<"$head" | cut -d' ' -f2)" "$1"
}

# body PATH: a value of the JSON that came
body() {
	jq -r "$1" "$BATS_TEST_TMPDIR/body"
}

tag() {
	sed -n 's/^ETag: //p' <<<"$head"
}

# ---- errors ----------------------------------------------------------------------

@test "a wrong parameter is named, and its type has a page" {
	ask GET '/en/search.json?amount=much'
	is 400
	has "$head" "Content-Type: application/problem+json"
	has "$head" "Cache-Control: no-store"
	same "$(body '.status, .errors[0].parameter, .type, .instance')" \
		"$(printf '%s\n' 400 amount /en/problem/bad-request '/en/search.json?amount=much')"
	ask GET "$(body .type)"
	is 200
	ask GET '/en/search.json?amonut=5'
	is 400
	same "$(body '.errors[0].parameter')" amonut
	ask GET '/en/search?format=docx' --header 'Accept: application/json'
	is 400
	same "$(body '.errors[0].parameter')" format
}

@test "every problem's type leads to a page, in both languages" {
	for slug in bad-request not-found method-not-allowed not-acceptable too-large too-long \
	            unsupported-media-type too-much not-ready internal; do
		for language in zh en; do
			ask GET "/$language/problem/$slug"
			is 200
			has "$head" "noindex"
		done
	done
	ask GET /en/problem/none
	is 404
}

@test "methods, lengths and formats that cannot be met" {
	ask POST /en/search.json
	is 405
	has "$head" "Allow: GET, HEAD, OPTIONS"
	same "$(body .status)" 405
	ask DELETE /api/reconcile
	is 405
	has "$head" "Allow: GET, HEAD, OPTIONS, POST"
	ask GET "/en/search.json?q=$(printf 'a%.0s' $(seq 9000))"
	is 414
	ask GET /en/search --header 'Accept: image/png'
	is 406
	has "$head" "application/problem+json"
	ask GET /en/nothing --header 'Accept: application/json'
	is 404
	same "$(body .title)" "Not found"
	ask GET /en/search.svg
	is 404
	ask HEAD /en/search.json
	is 200
	has "$head" "Content-Length: "
	[ ! -s "$BATS_TEST_TMPDIR/body" ]
	ask HEAD /en/search.csv
	is 200
	has "$head" "X-Row-Count: "
	[ ! -s "$BATS_TEST_TMPDIR/body" ]
	printf 'queries=%01100000d' 0 | "$XIANJIN" cgi-test 'POST /api/reconcile' --body - \
		--header 'Content-Type: application/x-www-form-urlencoded' >"$BATS_TEST_TMPDIR/big"
	head -n 1 "$BATS_TEST_TMPDIR/big" | grep -q '^Status: 413'
}

@test "scripts of other sites may read what is data, and nothing else" {
	ask OPTIONS /en/search.json --header 'Origin: https://x.example'
	is 204
	has "$head" "Access-Control-Allow-Origin: *"
	has "$head" "Access-Control-Allow-Methods: GET, HEAD"
	ask OPTIONS /api/reconcile
	has "$head" "Access-Control-Allow-Methods: GET, HEAD, POST"
	ask GET /en/problem/internal
	! grep -q Access-Control <<<"$head"
}

# ---- what has not changed ------------------------------------------------------------

@test "304 for the same data, and no question is asked for it" {
	ask GET '/en/search.json?q=公司'
	etag=$(tag)
	[ -n "$etag" ]
	for said in "$etag" "\"other\", $etag" "W/$etag" "*"; do
		ask GET '/en/search.json?q=公司' --header "If-None-Match: $said"
		is 304
		same "$(tag)" "$etag"
		[ ! -s "$BATS_TEST_TMPDIR/body" ]
	done
	ask GET '/en/search.json?q=公司' --header 'If-None-Match: "other"'
	is 200
	# a question that must fail when it is asked
	ask GET '/en/search.json?after=zzz'
	is 400
	[ -z "$(tag)" ]
	ask GET '/en/search.json?after=zzz' --header 'If-None-Match: *'
	is 304
}

@test "the tag differs by format, language and question, and with an import" {
	cp -r "$XIANJIN_DATA" "$BATS_TEST_TMPDIR/own"
	XIANJIN_DATA=$BATS_TEST_TMPDIR/own
	for target in /en/search.json /en/search.csv /zh/search.json '/en/search.json?limit=1' \
	              /en/search; do
		ask GET "$target"
		tag
	done >"$BATS_TEST_TMPDIR/tags"
	same "$(sort -u "$BATS_TEST_TMPDIR/tags" | wc -l)" 5
	ask GET /en/search.json
	before=$(tag)
	ask GET /en/search.json
	same "$(tag)" "$before"
	income_file "$BATS_TEST_TMPDIR/f.csv"
	"$XIANJIN" -q import "$BATS_TEST_TMPDIR/f.csv" >/dev/null
	ask GET /en/search.json --header "If-None-Match: $before"
	is 200
	[ "$(tag)" != "$before" ]
}

# ---- the site of itself --------------------------------------------------------------

@test "the OpenAPI document names every address once, with its parameters and formats" {
	ask GET /openapi.json
	is 200
	same "$(body .openapi)" 3.1.0
	jq -e '
		[.paths | to_entries[] | . as $p | .value | to_entries[] | .value as $o |
		 ($o.operationId | length > 0) and
		 ($o.responses."200".content | length > 0) and
		 ([$p.key | scan("\\{([a-z0-9]+)\\}")[0]] | sort) ==
		 ([$o.parameters[] | select(.in == "path") |
		   select(.required and .schema.type == "string") | .name] | sort) and
		 ([$o.parameters[].name] | length == (unique | length))] | all and length > 10
		' "$BATS_TEST_TMPDIR/body"
	same "$(body '[.paths[][].operationId] | length - (unique | length)')" 0
	# every reference leads somewhere
	same "$(body '[.. | objects | ."$ref"? // empty] | unique | .[]')" \
		"#/components/responses/Problem"
	body '.components.responses.Problem.content | keys[0]' | grep -q problem+json
	# the filters of the command line are the parameters of the search
	"$XIANJIN" search --help | sed -n 's/^ *--\(counterparty\|amount\|flag\|after\) .*/\1/p' |
		while read -r name; do
			jq -e --arg n "$name" '[.paths["/{language}/search"].get.parameters[].name] |
				index($n)' "$BATS_TEST_TMPDIR/body" >/dev/null
		done
	[ "$(body '.paths["/{language}/search"].get.parameters | length')" -gt 25 ]
}

@test "the help of the API lists the same addresses, for people and for programs" {
	ask GET /openapi.json
	body '.paths | keys[]' | sed 's,/{language},/en,' | sort >"$BATS_TEST_TMPDIR/paths"
	ask GET /en/api.json
	is 200
	body '.addresses[].address' | sort | diff "$BATS_TEST_TMPDIR/paths" -
	for language in zh en; do
		ask GET /$language/api
		is 200
		grep -q 'openapi.json' "$BATS_TEST_TMPDIR/body"
	done
}

@test "version, robots.txt and the site map" {
	ask GET /version
	same "$(body .version)" "$("$XIANJIN" --version | sed -n '1s/xianjin //p')"
	[[ $(body .generation) == *.* ]]
	ask GET /robots.txt --header 'Host: xianjin.example'
	has "$(cat "$BATS_TEST_TMPDIR/body")" "Sitemap: http://xianjin.example/sitemap.xml"
	has "$(cat "$BATS_TEST_TMPDIR/body")" "Disallow: /*/search"
	! grep -qx 'Disallow: /\*/donor' "$BATS_TEST_TMPDIR/body" # companies' pages may stay
	ask GET /sitemap.xml --header 'Host: xianjin.example:8080' --mount /app
	is 200
	xmllint --noout "$BATS_TEST_TMPDIR/body"
	grep -q '<loc>http://xianjin.example:8080/app/zh/donor/b' "$BATS_TEST_TMPDIR/body"
	! grep -q '/donor/p' "$BATS_TEST_TMPDIR/body" # persons
	for host in 'a b' 'x/y' '"><script>' '' '-x' 'x:99999999' $'x\ny'; do
		ask GET /sitemap.xml --header "Host: $host"
		is 400
	done
}

@test "a saved search is a feed: newest first, ids that stay" {
	ask GET '/en/search.atom?kind=business&limit=5' --header 'Host: xianjin.example' --mount /app
	is 200
	has "$head" "Content-Type: application/atom+xml"
	xmllint --noout "$BATS_TEST_TMPDIR/body"
	grep -q '<link rel="self" href="http://xianjin.example/app/en/search.atom?kind=business"/>' \
		"$BATS_TEST_TMPDIR/body"
	grep -q '<link rel="alternate" href="http://xianjin.example/app/en/search?kind=business"/>' \
		"$BATS_TEST_TMPDIR/body"
	same "$(grep -c '<entry>' "$BATS_TEST_TMPDIR/body")" 5
	grep '<id>urn' "$BATS_TEST_TMPDIR/body" >"$BATS_TEST_TMPDIR/ids"
	same "$(sort -u "$BATS_TEST_TMPDIR/ids" | wc -l)" 5
	grep -qE '<id>urn:x-xianjin:entry:[0-9a-f]{64}:[^:]*:[^:]*:[0-9]+</id>' \
		"$BATS_TEST_TMPDIR/ids"
	# another folder, another order of imports: the same ids
	XIANJIN_DATA=$BATS_TEST_TMPDIR/other
	"$XIANJIN" -q import "$SAMPLES/surplus" >/dev/null
	"$XIANJIN" -q import "$SAMPLES/party" "$SAMPLES/official" >/dev/null
	ask GET '/en/search.atom?kind=business&limit=1000' --header 'Host: xianjin.example'
	while read -r id; do
		grep -qF "$id" "$BATS_TEST_TMPDIR/body"
	done <"$BATS_TEST_TMPDIR/ids"
	ask GET '/en/search.atom?q=nobodyatall' --header 'Host: xianjin.example'
	xmllint --noout "$BATS_TEST_TMPDIR/body"
	ask GET '/en/search.atom' --header 'Host: "><script>'
	is 400
}

# ---- reconciliation ---------------------------------------------------------------------

reconcile() {
	ask POST /api/reconcile --body - --header 'Content-Type: application/x-www-form-urlencoded' \
		<<<"$1"
}

# queries JSON: as a form
queries() {
	printf 'queries=%s' "$(jq -rn --arg v "$1" '$v | @uri')" | tr -d '\n' \
		>"$BATS_TEST_TMPDIR/form"
	ask POST /api/reconcile --body - --header 'Content-Type: application/x-www-form-urlencoded' \
		<"$BATS_TEST_TMPDIR/form"
}

@test "the manifest names its services" {
	ask GET /api/reconcile --header 'Host: xianjin.example'
	is 200
	same "$(body '.versions[0], .view.url, .batchSize')" \
		"$(printf '%s\n' 0.2 'http://xianjin.example/api/view/{{id}}' 25)"
	same "$(body '[.defaultTypes[].id] | join(" ")')" "company person-name recipient party"
}

@test "a tax id, or the whole name of one company, is certain; a person never is" {
	queries '{"a":{"query":"空中樓閣建設(股)公司","type":"company"},
	          "b":{"query":"43848104"},
	          "c":{"query":"whatever","properties":[{"pid":"tax_id","v":"43848104"}]},
	          "d":{"query":"樓閣","type":"company"},
	          "e":{"query":"邵癸巳"},
	          "f":{"query":"柳樣本","type":"recipient"},
	          "g":{"query":"子虛烏有企業有限公司","type":"company"}}'
	is 200
	same "$(body '.b.result[0].id, .c.result[0].id')" "$(printf 'b43848104\n%.0s' 1 2)"
	same "$(body '.b.result[0] | "\(.score) \(.match)"')" "100 true"
	same "$(body '.c.result[0].match')" true
	# certain where the name is of one company alone
	same "$(body '.a.result | (length == 1) == any(.match)')" true
	same "$(body '.g.result[0] | "\(.match) \(.score)"')" "true 95"
	same "$(body '[.d.result[].match] | any')" false
	[ "$(body '.d.result | length')" -gt 0 ]
	[ "$(body '.e.result | length')" -gt 0 ]
	same "$(body '[.e.result[].match] | any')" false
	same "$(body '.f.result[0] | "\(.id) \(.match)"')" "recipient:柳樣本 false"
	# by GET too
	ask GET "/api/reconcile?queries=$(jq -rn '{q0:{query:"43848104"}} | tostring | @uri')"
	same "$(body '.q0.result[0].match')" true
}

@test "no person of the samples is ever certain" {
	sql "SELECT DISTINCT counterparty FROM entries WHERE kind = 'individual' AND counterparty <> ''" \
		>"$BATS_TEST_TMPDIR/persons"
	[ "$(wc -l <"$BATS_TEST_TMPDIR/persons")" -gt 20 ]
	split -l 25 "$BATS_TEST_TMPDIR/persons" "$BATS_TEST_TMPDIR/batch."
	for batch in "$BATS_TEST_TMPDIR"/batch.*; do
		queries "$(jq -Rn '[inputs] | to_entries | map({key: "q\(.key)",
			value: {query: .value, type: "person-name"}}) | from_entries' "$batch")"
		is 200
		same "$(body '[.[].result[].match] | any')" false
		same "$(body '[.[].result | length > 0] | all')" true
	done
}

@test "sums are added to ids, a year alone where it is said" {
	printf 'extend=%s' "$(jq -rn '{ids:["b43848104","recipient:柳樣本"],properties:[
		{id:"count"},{id:"sum_income"},{id:"tax_id"}]} | tostring | @uri')" \
		>"$BATS_TEST_TMPDIR/form"
	ask POST /api/reconcile --body - --header 'Content-Type: application/x-www-form-urlencoded' \
		<"$BATS_TEST_TMPDIR/form"
	is 200
	same "$(body '.rows.b43848104 | "\(.count[0].int)|\(.sum_income[0].int)"')" \
		"$(answer --donor b43848104 | cut -d'|' -f1,2)"
	same "$(body '.rows.b43848104.tax_id[0].str')" 43848104
	same "$(body '.rows["recipient:柳樣本"].sum_income[0].int')" \
		"$(answer --recipient =柳樣本 | cut -d'|' -f2)"
}

@test "a recipient has the parties that were filed, a party itself, a donor none" {
	printf 'extend=%s' "$(jq -rn '{ids:["recipient:易範本","recipient:樣本黨","recipient:無人",
		"b43848104"],properties:[{id:"party"}]} | tostring | @uri')" >"$BATS_TEST_TMPDIR/form"
	export XIANJIN_DATA=$BATS_TEST_TMPDIR/data
	"$XIANJIN" -q import "$SAMPLES/legacy" "$SAMPLES/party" >/dev/null
	ask POST /api/reconcile --body - --header 'Content-Type: application/x-www-form-urlencoded' \
		<"$BATS_TEST_TMPDIR/form"
	is 200
	same "$(jq -c '.meta, .rows' "$BATS_TEST_TMPDIR/body")" '[{"id":"party","name":"party"}]
{"recipient:易範本":{"party":[{"str":"樣本黨"}]},"recipient:樣本黨":{"party":[{"str":"樣本黨"}]},"recipient:無人":{"party":[]},"b43848104":{"party":[]}}'
	ask GET /api/suggest/extend
	same "$(body '[.properties[].id] | index("party") != null')" true
}

@test "what is no such request is refused" {
	queries "{$(seq -s, 0 25 | sed 's/[0-9]\+/"q&":{"query":"x"}/g')}"
	is 413
	for bad in '[]' '{' 'null' '1' "$(printf '[%.0s' $(seq 100000))" \
	           "{\"q\":$(printf '[%.0s' $(seq 20))$(printf ']%.0s' $(seq 20))}"; do
		printf 'queries=%s' "$bad" >"$BATS_TEST_TMPDIR/form"
		ask POST /api/reconcile --body - \
			--header 'Content-Type: application/x-www-form-urlencoded' \
			<"$BATS_TEST_TMPDIR/form"
		is 400
		same "$(body '.errors[0].parameter')" queries
	done
	ask POST /api/reconcile --header 'Content-Type: application/json'
	is 415
}

@test "ids lead to pages, and one preview may stand in a frame" {
	ask GET /api/view/b43848104 --header 'Accept-Language: en'
	is 303
	has "$head" "Location: /en/donor/b43848104"
	ask GET '/api/view/recipient:%E6%9F%B3%E6%A8%A3%E6%9C%AC'
	has "$head" "Location: /zh/recipient?name=%E6%9F%B3%E6%A8%A3%E6%9C%AC"
	ask GET /api/preview/b43848104 --header 'Accept-Language: en'
	is 200
	has "$head" "frame-ancestors *"
	ask GET /en/search
	has "$head" "frame-ancestors 'none'"
	ask GET '/api/suggest/entity?prefix=%E6%9F%B3'
	has "$(body '.result[].id')" "recipient:柳樣本"
}
