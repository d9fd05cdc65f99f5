#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The manual pages are without faults and name every option and command that
# the programs explain themselves.
set -u
failures=0
scratch=$(mktemp -d) || exit 99
trap 'rm -rf "$scratch"' EXIT

fail() {
	echo "FAIL: $*"
	failures=$((failures + 1))
}

# page PAGE: its text on standard output, hyphens plain
page() {
	sed 's/\\-/-/g; s/\\f[A-Z]//g; s/^\.[A-Z]* //' "$top_srcdir/doc/$1"
}

# described HELP PAGE: every --option of HELP is in the page
described() {
	page "$2" >"$scratch/page"
	for option in $(grep -o -e '--[a-z][a-z-]*' "$1" | sort -u); do
		grep -q -e "$option" "$scratch/page" ||
			fail "$2 does not describe $option"
	done
}

for file in loopgauge.1 loopgauge-model.1 loopgauge-analyze.1 \
	loopgauge-twin.1 loopgauge-plan.5; do
	if command -v mandoc >/dev/null; then
		mandoc -Tlint -Wwarning "$top_srcdir/doc/$file" |
			grep -v 'missing date' >"$scratch/lint"
		[ -s "$scratch/lint" ] && fail "$(cat "$scratch/lint")"
	fi
	if command -v groff >/dev/null; then
		groff -k -man -ww -Tutf8 -z "$top_srcdir/doc/$file" \
			2>"$scratch/lint"
		[ -s "$scratch/lint" ] && fail "$(cat "$scratch/lint")"
	fi
done

"$top_builddir/loopgauge-twin" --help >"$scratch/help" ||
	fail "loopgauge-twin --help"
described "$scratch/help" loopgauge-twin.1

"$top_builddir/loopgauge" --help >"$scratch/help" || fail "loopgauge --help"
described "$scratch/help" loopgauge.1
sed -n 's/^  \([a-z][a-z]*\)  .*/\1/p' "$scratch/help" >"$scratch/commands"
while read -r command; do
	page loopgauge.1 | grep -q "loopgauge $command" ||
		fail "loopgauge.1 does not describe $command"
	"$top_builddir/loopgauge" "$command" --help >"$scratch/help" ||
		fail "loopgauge $command --help"
	if [ -e "$top_srcdir/doc/loopgauge-$command.1" ]; then
		described "$scratch/help" "loopgauge-$command.1"
	else
		described "$scratch/help" loopgauge.1
	fi
done <"$scratch/commands"

# tags FROM TO: the options that are headings between these lines
tags() {
	sed -n "/$1/,/$2/p" "$top_srcdir/doc/loopgauge-analyze.1" |
		awk 'tag { print } { tag = /^\.TP/ }' | sed 's/\\-/-/g' |
		grep -o -e '--[a-z][a-z0-9-]*' | sort -u
}

# in_table FILE...: the options that these sources take
in_table() {
	grep -ho -e '{ "--[a-z0-9-]*"' "$@" | tr -d '{ "'
}

# same WHAT LEFT RIGHT: no option is in one list only
same() {
	comm -3 "$2" "$3" | tr -d '\t' | grep . >"$scratch/differ" &&
		fail "$1: in one only:" $(cat "$scratch/differ")
}

# Each analysis has a section of its own, and table, help and section have the
# same options; those of files and answers stand before the sections.
tags '^.SH DESCRIPTION' '^.SH ANALYSES' >"$scratch/common"
{
	printf '%s\n' --json --plot
	in_table "$top_srcdir/src/recording/recording.h"
} | sort -u >"$scratch/taken"
same "loopgauge-analyze.1 and its options of files" "$scratch/common" \
	"$scratch/taken"
"$top_builddir/loopgauge" analyze --help >"$scratch/help"
sed '1,/WHAT is one of/d' "$scratch/help" |
	sed -n 's/^  \([a-z][a-z]*\) .*/\1/p' >"$scratch/whats"
while read -r what; do
	grep -q "^\.SS $what\$" "$top_srcdir/doc/loopgauge-analyze.1" ||
		fail "loopgauge-analyze.1 has no section $what"
	"$top_builddir/loopgauge" analyze "$what" --help >"$scratch/help" ||
		fail "loopgauge analyze $what --help"
	grep -o -e '^  --[a-z][a-z0-9-]*' "$scratch/help" | tr -d ' ' |
		sort -u >"$scratch/helped"
	grep -q RECORDING_OPTIONS_HELP "$top_srcdir/src/analyze/$what.c" &&
		cp "$scratch/common" "$scratch/shared" ||
		printf '%s\n' --json --plot >"$scratch/shared"
	in_table "$top_srcdir/src/analyze/$what".c |
		sort -u - "$scratch/shared" >"$scratch/taken"
	same "analyze $what: options and --help" "$scratch/taken" \
		"$scratch/helped"
	tags "^.SS $what\$" '^.S[SH] ' | sort -u - "$scratch/shared" \
		>"$scratch/told"
	same "analyze $what: --help and loopgauge-analyze.1" \
		"$scratch/helped" "$scratch/told"
done <"$scratch/whats"

[ $failures = 0 ]
