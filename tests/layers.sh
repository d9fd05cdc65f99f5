#!/bin/bash
# Who includes whom, against tests/layers.txt: a folder may include its own
# headers, those of the folders in its row, and the system's. The library of
# src/model is for other programs too: it includes nothing but itself.
set -eu
cd "${top_srcdir:-.}"

awk '
FNR == NR {
	if ($0 !~ /^#/ && NF) {
		known[$1] = 1
		for (i = 2; i <= NF; i++)
			may[$1, $i] = 1
	}
	next
}
FNR == 1 {
	from = FILENAME
	sub(/\/[^\/]*$/, "", from)
	if (!(from in known)) {
		print FILENAME ": no row for " from " in tests/layers.txt"
		bad++
	}
}
/^#include "/ {
	split($0, part, "\"")
	to = part[2]
	if (to == "config.h" || to == "version.h")
		next
	# Installed headers lie side by side, without folders.
	if (FILENAME ~ /^src\/model\/loopmodel[a-z_]*\.h$/ &&
	    to ~ /^loopmodel[a-z_]*\.h$/)
		next
	if (to !~ /\//) {
		print FILENAME ":" FNR ": include by folder, not \"" to "\""
		bad++
		next
	}
	sub(/\/[^\/]*$/, "", to)
	if (to !~ /^instruments/)
		to = "src/" to
	checked++
	if (from == "src/model" && FILENAME !~ /token_time/ && to != from) {
		print FILENAME ":" FNR ": libloopmodel may not include " to
		bad++
	}
	if (to != from && !((from, to) in may)) {
		print FILENAME ":" FNR ": " from " may not include " to
		bad++
	}
}
END {
	if (checked < 100) {
		print "only " checked " includes seen: the test is broken"
		bad++
	}
	exit bad > 0
}
' tests/layers.txt src/*/*.[ch] instruments/*.[ch] instruments/*/*.[ch]
