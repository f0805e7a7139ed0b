# ratios.awk - bench.csv for people: what each took, and how many times that is
# of what ours took.
$1 ~ /^#/ || $1 == "rows" { next }
{
	v[$1, $2, $3, $4] = $5
	if (!($1 in seen)) {
		seen[$1] = 1
		size[++sizes] = $1
	}
	if (!(($3, $4) in known)) {
		known[$3, $4] = $6
		key[++keys] = $3 SUBSEP $4
	}
}
function cell(rows, tool, k,    x) {
	if (!((rows, tool, k) in v))
		return sprintf("%24s", "-")
	x = v[rows, tool, k]
	if (tool != "xianjin" && (rows, "xianjin", k) in v && v[rows, "xianjin", k] > 0)
		return sprintf("%15s %7.2fx", x, x / v[rows, "xianjin", k])
	return sprintf("%15s %8s", x, "")
}
END {
	for (i = 1; i <= sizes; i++) {
		printf "\n%s rows; Nx: that many times ours\n", size[i]
		printf "%-28s %-9s %24s %24s %24s\n", "measure", "unit", "xianjin",
			"scriptindex", "sqlite"
		for (j = 1; j <= keys; j++) {
			split(key[j], part, SUBSEP)
			if (part[1] == "hits")
				continue
			a = cell(size[i], "xianjin", key[j])
			b = cell(size[i], "scriptindex", key[j])
			c = cell(size[i], "sqlite", key[j])
			if (a b c ~ /[0-9]/)
				printf "%-28s %-9s %s %s %s\n", part[1] " " part[2],
					known[part[1], part[2]], a, b, c
		}
	}
}
