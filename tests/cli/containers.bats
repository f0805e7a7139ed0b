#!/usr/bin/env bats
# One table of 1,000 awkward rows in every container gives the same entries, byte
# for byte, and each doubt names its cell where the container has it.

load cli

setup_file() {
	plain_environment
	cd "$BATS_FILE_TMPDIR" || return 1
	for c in csv big5 xlsx ods xls html json xml; do
		take "$c" "$c/t.${c/big5/csv}" "$XJ_SAMPLES" awkward 1000 "$c"
	done
}

setup() {
	plain_environment
	cd "$BATS_FILE_TMPDIR" || return 1
}

# take NAME FILE COMMAND...: makes FILE, imports it into NAME/data, exports that.
take() {
	mkdir -p "$1"
	"${@:3}" "$2"
	"$XIANJIN" --quiet --data "$1/data" import "$2" >"$1/proof"
	"$XIANJIN" --quiet --data "$1/data" export --to "$1/export"
}

store_of() {
	sqlite3 "file:$1/data/store.db?mode=ro" "$2"
}

# agree NAME...: the same as the CSV table in all that is exported of rows.
agree() {
	for c in "$@"; do
		for table in entries filings recipients elections; do
			cmp "csv/export/$table.csv" "$c/export/$table.csv"
		done
		store_of "$c" "SELECT row, \"column\", text, code FROM issues ORDER BY 1, 2, 4" >"$c/issues"
		cmp csv/issues "$c/issues"
	done
}

@test "the table is awkward, and most of it is understood" {
	has "$(cat csv/proof)" "1,000 rows read = "
	[ "$(store_of csv 'SELECT count(*) FROM entries')" -gt 700 ]
	[ "$(store_of csv 'SELECT count(*) FROM issues WHERE aside')" -gt 100 ]
	[ "$(store_of csv 'SELECT count(DISTINCT code) FROM issues')" -ge 13 ]
}

@test "Big5, XLSX, ODS, XLS, HTML, JSON and XML give what CSV gives, byte for byte" {
	agree csv big5 xlsx ods xls html json xml
}

@test "every container gives each cell back as it stands in the CSV file" {
	for c in csv big5 xlsx ods xls html json xml; do
		"$XIANJIN" --data "$c/data" verify "$c"/t.*
	done
}

@test "a doubt names its cell: the sheet, the row, the column, the line of a text" {
	for c in xlsx ods xls xml; do
		same "$c $(store_of $c 'SELECT DISTINCT sheet FROM issues')" "$c 收支明細"
	done
	# the line is where the row begins in this very file
	for c in csv:'%s,范例文' big5:'%s,' html:'<tr><td>%s</td>' json:'"id":"%s",' \
		xml:'<row><cell>%s</cell>'; do
		file=$(echo "${c%%:*}"/t.*)
		store_of "${c%%:*}" "SELECT DISTINCT row, coalesce(line, row) FROM issues WHERE row % 97 = 0" |
		while IFS='|' read -r row line; do
			# shellcheck disable=SC2059
			want=$(printf "${c#*:}" $((row - 1)))
			sed -n "${line}p" "$file" | LC_ALL=C grep -qF -- "$want" || {
				echo "$file: row $row is not in line $line"
				return 1
			}
		done
	done
	[ "$(store_of json 'SELECT count(*) FROM issues WHERE row % 97 = 0')" -gt 5 ]
}

@test "what LibreOffice makes of the workbooks gives the same again" {
	[ -n "${CHECK_FULL:-}" ] || skip "starts LibreOffice four times; CHECK_FULL=1 runs it"
	command -v soffice >/dev/null || skip "no LibreOffice"
	for way in xlsx:ods xlsx:xls xlsx:html ods:xlsx; do
		from=${way%:*} to=${way#*:}
		mkdir -p "office-$from"
		soffice --headless "-env:UserInstallation=file://$PWD/office" --convert-to "$to" \
			--outdir "office-$from" "$from/t.$from" >/dev/null 2>&1
		take "office-$from-$to" "office-$from/t.$to" true
		agree "office-$from-$to"
	done
}
