#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# What README and loopgauge-model(1) show as output is what comes out.
set -u
export LC_ALL=C
scratch=$(mktemp -d) || exit 99
trap 'rm -rf "$scratch"' EXIT
mkdir "$scratch/man" "$scratch/readme"

# An example begins with "$ loopgauge"; each goes to a file of its own.
awk -v to="$scratch/man/" '
/^\.EX/ { inside = 1; next }
/^\.EE/ { inside = writing = 0; next }
inside {
	gsub(/\\-/, "-"); gsub(/\\e/, "\\"); sub(/^\\&/, "")
	if (/^\$ loopgauge /)
		writing = ++n
	if (writing)
		print >(to n)
}' "$top_srcdir/doc/loopgauge-model.1"
awk -v to="$scratch/readme/" '
/^[^ ]/ { writing = 0 }
/^    \$ loopgauge / { writing = ++n }
writing { sub(/^    /, ""); print >(to n) }' "$top_srcdir/README"

failures=0 checked=0
for example in "$scratch"/*/[0-9]*; do
	[ -e "$example" ] || continue
	read -r _ _ arguments <"$example"
	# blank lines at the end belong to the text around it
	printf '%s\n' "$(tail -n +2 "$example")" >"$scratch/expected"
	eval "$top_builddir/loopgauge $arguments" >"$scratch/got" 2>&1
	checked=$((checked + 1))
	diff -u "$scratch/expected" "$scratch/got" || {
		echo "FAIL: loopgauge $arguments"
		failures=$((failures + 1))
	}
done
[ -e "$scratch/man/2" ] && [ -e "$scratch/readme/1" ] || {
	echo "FAIL: only $checked examples were found"
	exit 1
}
[ $failures = 0 ] && echo "model-examples: $checked passed"
