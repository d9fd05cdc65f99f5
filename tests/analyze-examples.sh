#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# What loopgauge-analyze(1) shows as output is what comes out. An example is a
# block of "$ command" lines, each with its output below; all run in one
# folder, from the top of the page to its end.
set -u
export LC_ALL=C
builddir=$(cd "${top_builddir:-.}" && pwd)
page=$(cd "${top_srcdir:-.}" && pwd)/doc/loopgauge-analyze.1
scratch=$(mktemp -d) || exit 99
trap 'rm -rf "$scratch"' EXIT
mkdir "$scratch/bin" "$scratch/run"
printf '#!/bin/sh\nexec "%s/loopgauge" "$@"\n' "$builddir" \
	>"$scratch/bin/loopgauge"
chmod +x "$scratch/bin/loopgauge"
PATH=$scratch/bin:$PATH

# Each command to a file of its own, numbered; the section in its first line.
awk -v to="$scratch/" '
/^\.SS / { section = $2 }
/^\.EX/ { inside = 1; next }
/^\.EE/ { inside = writing = 0; next }
inside {
	gsub(/\\-/, "-"); gsub(/\\e/, "\\"); sub(/^\\&/, "")
	gsub(/\\\(aq/, "\047")
	if (/^\$ /) {
		writing = sprintf("%s%04d", to, ++n)
		print section >writing
	}
	if (writing)
		print >writing
}' "$page"

failures=0 checked=0
cd "$scratch/run" || exit 99
for example in "$scratch"/[0-9]*; do
	[ -e "$example" ] || continue
	command=$(sed -n '2s/^\$ //p' "$example")
	printf '%s\n' "$(tail -n +3 "$example")" >"$scratch/expected"
	printf '%s\n' "$(eval "$command" 2>&1)" >"$scratch/got"
	checked=$((checked + 1))
	diff -u "$scratch/expected" "$scratch/got" || {
		echo "FAIL: $command"
		failures=$((failures + 1))
	}
done

# Every analysis has one.
loopgauge analyze --help | sed '1,/WHAT is one of/d' |
	sed -n 's/^  \([a-z][a-z]*\) .*/\1/p' >"$scratch/whats"
while read -r what; do
	grep -qs "^\\\$ loopgauge analyze $what " "$scratch"/[0-9]* || {
		echo "FAIL: $what has no example"
		failures=$((failures + 1))
	}
done <"$scratch/whats"
echo "analyze-examples: $((checked - failures)) of $checked passed"
[ $failures = 0 ]
