#!/bin/bash
# postgresql.sh - each rule gives the same rows on PostgreSQL as on SQLite, over the
# planted data.  A private server in a folder of its own, as a user who is not root.
#   XIANJIN=program XJ_SAMPLES=program RULE_TABLES=program TOP_SRCDIR=folder
set -euo pipefail
export LC_ALL=C.UTF-8

bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | tail -n 1)
[ -x "$bin/initdb" ] || { echo "skipped: no PostgreSQL server is installed"; exit 77; }
as=()
if [ "$(id -u)" = 0 ]; then
	id postgres >/dev/null 2>&1 || { echo "skipped: no user postgres"; exit 77; }
	as=(runuser -u postgres --)
fi
dir=$(mktemp -d "${TMPDIR:-/tmp}/xj-pg.XXXXXX")
trap '"${as[@]}" "$bin/pg_ctl" -D "$dir/pg" -m immediate stop >/dev/null 2>&1; rm -rf "$dir"' EXIT
chmod 755 "$dir"

"$XJ_SAMPLES" planted 10 "$dir/planted"
export XIANJIN_DATA=$dir/data
"$XIANJIN" --quiet import "$dir/planted/rows.csv" "$dir/planted/settlement.csv" >/dev/null
for table in "$dir"/planted/reference/*.csv; do
	"$XIANJIN" --quiet import --reference "$(basename "$table" .csv)" "$table" >/dev/null
done
mkdir "$dir/tables"
"$RULE_TABLES" "$dir/data" "$dir/tables"

mkdir "$dir/pg"
[ "$(id -u)" != 0 ] || chown postgres "$dir/pg"
"${as[@]}" "$bin/initdb" -D "$dir/pg" -E UTF8 --locale=C >/dev/null
"${as[@]}" "$bin/pg_ctl" -w -D "$dir/pg" -l "$dir/pg/log" \
	-o "-k $dir/pg -c listen_addresses= -c fsync=off" start >/dev/null
ask() { "${as[@]}" psql -X -q -v ON_ERROR_STOP=1 -h "$dir/pg" -d postgres "$@"; }

entry='entry bigint, filing bigint, recipient bigint, election bigint, account text,
 office text, serial bigint, kind text, subject bigint, donor bigint, id_kind text,
 amount bigint, day bigint, year bigint, deposit_day bigint, method text,
 disposition text, monetary bigint, place bigint, disclose bigint, part bigint,
 "row" bigint, name text, counterparty text, id text, purpose text, address text,
 phone text, seq text'
ask <<SQL
CREATE TABLE gift ($entry); CREATE TABLE gift_named ($entry, owner text);
CREATE TABLE income ($entry); CREATE TABLE expense ($entry);
CREATE TABLE filing_info (filing bigint, recipient bigint, recipient_name text, party text,
 election bigint, office text, area text, account text, serial bigint, version bigint,
 year bigint, polling_day bigint, window_start bigint, window_end bigint,
 last_spending_day bigint, report_due bigint, filed_day bigint, accountant bigint,
 received bigint);
CREATE TABLE gifts_by_year (donor bigint, kind text, recipient bigint, election bigint,
 account text, year bigint, amount bigint, gifts bigint, exempt bigint);
CREATE TABLE summary_item (filing bigint, item text, amount bigint);
CREATE TABLE law (id bigint, name text, kind text, office text, from_day bigint,
 to_day bigint, value bigint, unit text, article text, source text, confidence text,
 rule_base_id text);
CREATE TABLE company (tax_id text, name text, status text, since bigint, until bigint,
 capital bigint, head text, foreign_owned bigint);
CREATE TABLE award (tax_id text, agency text, title text, class text, amount bigint,
 award_day bigint, end_day bigint);
CREATE TABLE loss (tax_id text, year bigint, amount bigint);
CREATE TABLE party_business (tax_id text, party text);
CREATE TABLE religious_group (tax_id text, name text);
CREATE TABLE candidate (election bigint, name text, fold text, party text, district text,
 elected bigint);
SQL
for t in gift gift_named income expense filing_info gifts_by_year summary_item law company \
	award loss party_business religious_group candidate; do
	ask -c "\\copy $t FROM STDIN CSV" <"$dir/tables/$t.csv"
done
ask -c ANALYZE

wrong=0 rules=0
for sql in "$TOP_SRCDIR"/src/rules/*.sql; do
	rule=$(basename "$sql" .sql)
	[ "$rule" != tables ] || continue
	rules=$((rules + 1))
	{ echo "COPY ("; sed 's/;[[:space:]]*$//' "$sql"; echo ") TO STDOUT CSV"; } \
		>"$dir/query"
	if ! ask <"$dir/query" >"$dir/theirs" 2>"$dir/why"; then
		echo "$rule: $(head -n 3 "$dir/why")"
		wrong=$((wrong + 1))
	elif ! cmp -s <(tr -d '"' <"$dir/theirs" | sort) \
		<(tr -d '"' <"$dir/tables/rule-$rule.csv" | sort); then
		echo "$rule: other rows"
		diff <(tr -d '"' <"$dir/theirs" | sort) \
			<(tr -d '"' <"$dir/tables/rule-$rule.csv" | sort) | head -n 4
		wrong=$((wrong + 1))
	fi
done
echo "$rules rules, $wrong of them otherwise on PostgreSQL"
[ "$wrong" = 0 ]
