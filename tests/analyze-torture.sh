#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Files that hold nothing of use: every analysis must end with 2, naming the
# file, or with 3, giving a reason and no number. It never crashes.
set -u
export LC_ALL=C
gauge=$(cd "${top_builddir:-.}" && pwd)/loopgauge
table=$(cd "${top_srcdir:-.}" && pwd)/tests/analyze-torture.txt
scratch=$(mktemp -d) || exit 99
trap 'rm -rf "$scratch"' EXIT

"$gauge" analyze --help | sed '1,/WHAT is one of/d' |
	sed -n 's/^  \([a-z][a-z]*\) .*/\1/p' >"$scratch/whats"
[ -s "$scratch/whats" ] || { echo "no analysis yet"; exit 77; }

cases=$scratch/cases
mkdir "$cases" "$cases/folder"
: >"$cases/empty"
printf 1 >"$cases/one-byte"
printf '\377' >"$cases/one-byte-binary"
printf 'It was a dark and stormy night;\nthe rain fell in torrents.\n' \
	>"$cases/prose"
head -c 4096 /dev/zero | tr '\0' '\252' >"$cases/binary"
head -c 4096 /dev/zero >"$cases/zeros"
for i in $(seq 64); do echo nan; done >"$cases/nans"
for i in $(seq 64); do echo 9.91e37; done >"$cases/sentinels"
for i in $(seq 64); do echo 1; done >"$cases/constant"
printf '"1\n2\n3\n' >"$cases/open-quote"
printf 'RIFF\377\377\377\377WAVE' >"$cases/riff"
printf '{"global": {}}' >"$cases/x.sigmf-meta"
printf '# GHz S MA R 50\n1 2\n' >"$cases/short.s2p"
printf 'PK\3\4' >"$cases/archive"
printf 'time (s),power (dBm)\n' >"$cases/head-only"
printf 't,x\n0,1\n2,2\n1,3\n' >"$cases/time-back"
printf '1e308\n-1e308\n1e-308\n' >"$cases/extremes"
printf '\0\0\300\177%.0s' $(seq 64) >"$cases/float-nans"

failures=0 checked=0
# torture WHAT ARGUMENTS CASE
torture() {
	local path=$cases/$3 code arguments
	arguments=${2//FILE/$path}
	# shellcheck disable=SC2086
	timeout 60 "$gauge" analyze "$1" $arguments --json \
		>"$scratch/out" 2>"$scratch/err" </dev/null
	code=$?
	checked=$((checked + 1))
	case $code in
	2) grep -q -F "$3" "$scratch/err" && [ ! -s "$scratch/out" ] &&
		return ;;
	3) ! grep -q '"value": [-0-9]' "$scratch/out" &&
		grep -q '"reason": "..' "$scratch/out" && return ;;
	esac
	cat "$scratch/out" "$scratch/err"
	echo "FAIL: analyze $1 $2 with $3: exit code $code"
	failures=$((failures + 1))
}

while read -r what; do
	grep "^$what |" "$table" >"$scratch/lines" ||
		echo "$what | FILE |" >"$scratch/lines"
	while IFS='|' read -r _ arguments harmless; do
		for case in "$cases"/*; do
			name=${case##*/}
			[[ " $harmless " == *" $name "* ]] ||
				torture "$what" "$arguments" "$name"
		done
		torture "$what" "$arguments" not-there
	done <"$scratch/lines"
done <"$scratch/whats"
echo "analyze-torture: $((checked - failures)) of $checked passed"
[ $failures = 0 ]
