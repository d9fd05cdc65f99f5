#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# loopgauge analyze as a command: what a user gets wrong, where files come
# from, and what a program reads.
set -u
export LC_ALL=C
gauge=$(cd "${top_builddir:-.}" && pwd)/loopgauge
scratch=$(mktemp -d) || exit 99
trap 'rm -rf "$scratch"' EXIT
cd "$scratch" || exit 99
failures=0

fail() {
	echo "FAIL: $*"
	failures=$((failures + 1))
}

# says CODE TEXT ARGUMENT...: ends with this exit code and says this somewhere.
says() {
	local code=$1 text=$2 got
	shift 2
	"$gauge" analyze "$@" >out 2>err
	got=$?
	[ "$got" = "$code" ] && cat out err | grep -q -e "$text" || {
		cat out err
		fail "analyze $*: exit code $got, expected $code and: $text"
	}
}

allan() {
	local file=$1
	shift
	says "$1" "$2" allan --data frequency --rate 1Hz "$file" "${@:3}"
}

for i in $(seq 300); do echo "$((i * i % 17 - 8))"; done >good.csv

says 2 'WHAT is missing'
says 2 'did you mean "allan"' alan good.csv
says 2 'FILE is missing' allan
says 2 'unknown option --jsno' allan good.csv --jsno
says 2 '.svg, .png or .pdf' allan good.csv --plot x.jpg
says 2 '.svg, .png or .pdf' allan good.csv --plot=svg
says 2 '--plot needs a value' allan good.csv --plot
"$gauge" analyze --help | sed '1,/WHAT is one of/d' |
	sed -n 's/^  \([a-z][a-z]*\) .*/\1/p' >whats
while read -r what; do
	says 0 "usage: loopgauge analyze $what" "$what" --help
done <whats

# A pipe, standard input, a name that begins with a dash.
allan good.csv 0 quantity
cp good.csv -- --bad.csv
says 0 quantity allan --data frequency --rate 1Hz -- --bad.csv
says 0 quantity allan --data frequency --rate 1Hz - <good.csv
mkfifo pipe
cat good.csv >pipe &
allan pipe 0 quantity
wait
allan . 2 'a folder; expected a file'
{ seq 2000; printf '\033[2J\n'; } >escape
allan escape 2 'escape:2001: field 1: expected a number, got "?.2J"'
grep -q "$(printf '\033')" err &&
	fail "an escape sequence reached the terminal"

# What programs read is JSON, with every key in each result.
allan good.csv 0 '"what": "allan"' --json
if command -v python3 >/dev/null; then
	python3 - out <<-'END' || fail "the JSON is not as documented"
		import json, sys
		answer = json.load(open(sys.argv[1]))
		assert set(answer) == {"file", "what", "notes", "results"}
		assert answer["file"] == "good.csv" and answer["results"]
		keys = set("""quantity lane pass row column tau type value unit
			u lo hi coverage nu_eff n status flags method plane
			reason""".split())
		assert all(keys <= set(result) for result in answer["results"])
	END
fi

# The same samples the other way round, so that they cannot be used in place.
printf "$(awk 'BEGIN { for (; i < 512; i++) {
	v = (int(9000 * sin(6.283185307179586 * 37 * i / 512)) + 65536) % 65536
	printf "\\%03o\\%03o", v % 256, int(v / 256) } }')" >tone.le
dd if=tone.le of=tone.be conv=swab 2>dd.log
for order in le be; do
	says 0 'amplitude  *8999.3' spectrum tone.$order \
		--format ri16_$order --rate 1kHz
done

# Figures in each format, and none that cannot be written.
if command -v gnuplot >/dev/null; then
	for type in svg png pdf; do
		allan good.csv 0 quantity --plot "x.$type"
		[ -s "x.$type" ] || fail "no x.$type"
	done
	allan good.csv 4 'none/x.svg' --plot none/x.svg
	[ -s out ] && fail "an answer beside a figure that failed"
fi

[ $failures = 0 ] && echo "analyze-cli: passed"
