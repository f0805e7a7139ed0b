# follow.awk - the addresses that a page of HTML leads to, one a line, with entities read:
# only those of the site itself.
{
	line = $0
	while (match(line, /[ \t](href|src|action)="[^"]*"/)) {
		link = substr(line, RSTART, RLENGTH)
		line = substr(line, RSTART + RLENGTH)
		sub(/^[ \t][a-z]*="/, "", link)
		sub(/"$/, "", link)
		gsub(/&amp;/, "\\&", link)
		gsub(/&#39;/, "'", link)
		gsub(/&quot;/, "\"", link)
		sub(/#.*/, "", link)
		if (link ~ /^\//)
			print link
	}
}
