#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# loopgauge analyze errors on streams that are late, upside down, packed,
# slipping, foreign or no symbols at all.
set -u
export LC_ALL=C
loopgauge=$(cd "${top_builddir:-.}" && pwd)/loopgauge
scratch=$(mktemp -d) || exit 99
trap 'rm -rf "$scratch"' EXIT
cd "$scratch" || exit 99
failures=0

# expect STATUS TEXT ARGUMENT...: the exit status, and a text in the output
expect() {
	local want=$1 text=$2 got
	shift 2
	"$loopgauge" analyze errors "$@" >out 2>&1
	got=$?
	# thousands are set apart by a thin space
	[ $got = "$want" ] && sed 's/\xe2\x80\xaf/ /g; s/\xc2\xa0/ /g' out |
		tr -s ' ' | grep -qF -e "$text" && return
	echo "FAIL: analyze errors $*: status $got, no \"$text\" in"
	head -3 out
	failures=$((failures + 1))
}

awk 'BEGIN { x = 1; while (i++ < 40000) {
	x = x * 16807 % 2147483647; print x % 3 - 1 } }' >sent
awk '{ print -$1 }' sent >inverted
(seq 500 | sed 's/.*/0/'; cat sent) >late
tail -n +1001 sent >early
awk 'NR <= 15000 || NR > 15003' sent >slips
awk '{ print (NR > 10000 && NR <= 22000 ? 2 : $1) }' sent >dropout
awk 'BEGIN { for (i = 0; i < 7; i++) b[i] = 1
	for (i = 7; i < 3000; i++) b[i] = -b[i - 7] * b[i - 6]
	for (i = 50; i < 3000; i++) print b[i] }' >sequence
# As bytes, and four in a byte.
awk '{ printf "%s", $1 < 0 ? "\\xff" : $1 ? "\\x01" : "\\x00" }' sent |
	(read -r text; printf "$text") >sent.i8
awk '{ v += ($1 < 0 ? 3 : $1) * 4 ^ ((NR - 1) % 4) }
	NR % 4 == 0 { printf "\\x%02x", v; v = 0 }' sent |
	(read -r text; printf "$text") >sent.p2

expect 0 'alignment_lag 0 slot' sent sent
expect 0 'errors 0' sent sent
expect 0 'alignment_lag 500 slot' sent late
expect 0 '500 of 40500 slots are outside' sent late
expect 0 'alignment_lag −1000 slot' sent early
expect 0 'polarity −1' sent inverted
expect 0 'NOLOCK: decided is minus what was sent' sent inverted
expect 0 'errors 0' sent inverted --invert
expect 0 'slips 1' sent slips
expect 0 'errors 0' sent slips
expect 0 'slipped_slots 12 000' sent dropout
expect 0 'errors 0' sent dropout
expect 0 'symbols 28 000' sent dropout
expect 0 'fano' sent dropout --block 100
expect 0 'alignment_lag −50 slot' prbs7 sequence
expect 3 'NOLOCK: no alignment found' prbs9 sequence
expect 3 'NOLOCK: no alignment found' prbs31 sequence
expect 0 'at no slot do the two belong' sent late --fixed-lag 3
expect 0 'errors 0' sent late --fixed-lag 500
expect 0 'no slot in common' sent early --fixed-lag=-70000
for tx in sent sent.i8 sent.p2; do
	for rx in sent sent.i8 sent.p2; do
		expect 0 'symbols 40 000' $tx $rx
		expect 0 'errors 0' $tx $rx
	done
done
"$loopgauge" analyze errors sent - <late >out || failures=$((failures + 1))
grep -q '^alignment_lag *500 slot' out || failures=$((failures + 1))

: >empty
echo 1 >one
yes 0 | head -5000 >constant
head -c 5000 /dev/zero | tr '\0' '\007' >seven.i8
expect 2 'empty' empty sent
expect 2 'empty' sent empty
expect 3 'NOLOCK' sent one
expect 3 'NOLOCK' one sent
expect 3 'NOLOCK' constant sent
expect 3 'NOLOCK' constant constant
expect 2 'seven.i8: byte 0' sent seven.i8
expect 2 'sent.p2:1: expected' sent sent.p2 --format text
expect 2 'nothing-here' sent nothing-here
expect 2 'FILE is missing' sent
expect 2 '--fixed-lag: expected a whole number' sent late --fixed-lag 1.5
expect 2 '--block: expected a whole number' sent late --block=-1
expect 2 'p3' sent late --format p3
expect 0 '"quantity": "mutual_information"' sent late --json

# Less than a block, one block, many.
if command -v gnuplot >/dev/null; then
	head -200 sent >short
	expect 0 'errors 0' short short --plot short.svg
	expect 0 'errors 0' short short --block 200 --plot one.svg
	expect 0 'slips 1' sent slips --block 10 --plot many.svg
	grep -q 'slots' short.svg && grep -q 'mean' many.svg &&
		[ -s one.svg ] || failures=$((failures + 1))
fi
[ $failures = 0 ]
