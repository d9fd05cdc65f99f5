#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# analyze ringdown: the same bursts as text and as raw samples, what the
# options change, and errors that say what is wrong.
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
# value QUANTITY ARGUMENT...: of the first such result
value() {
	local quantity=$1
	shift
	"$gauge" analyze ringdown "$@" --json | awk -v q="\"$quantity\"," '
		$1 == "\"quantity\":" { hit = $2 == q }
		hit && $1 == "\"value\":" { sub(/,/, "", $2); print $2; exit }'
}
# near GOT WANT TOLERANCE WHAT
near() {
	awk -v g="$1" -v w="$2" -v t="$3" \
		'BEGIN { exit !(g != "" && g != "null" && (g - w) ^ 2 <= t ^ 2) }' ||
		fail "$4 is $1, not $2"
}
# refused WORDS ARGUMENT...: usage or input, told in these words
refused() {
	local words=$1
	shift
	"$gauge" analyze ringdown "$@" >out 2>err
	[ $? = 2 ] && grep -q -F -- "$words" err && [ ! -s out ] ||
		fail "$* says: $(cat err)"
}

# 24 bursts, 12 passes, 36 slots of whole numbers below 256 x 127, as text and
# as little-endian 16 bits.
awk 'BEGIN {
	for (r = s = 1; r <= 24; r++) for (k = 0; k < 12; k++)
	for (m = 0; m < 36; m++) {
		for (n = i = 0; i < 4; i++)
			n += (s = s * 16807 % 2147483647) / 2147483647 - .5
		print int(500.5 + 9000 * .93^k * (m * m % 37 % 3) + 90 * n)
	}
}' >bursts.txt
while read -r x; do
	printf '\\x%02x\\x%02x' $((x & 255)) $((x >> 8))
done <bursts.txt | xargs -0 printf >bursts.i16
awk 'BEGIN { for (m = 0; m < 36; m++) print m * m % 37 % 3 - 1 }' >sent.txt
shape="--passes 12 --slots 36"

# shellcheck disable=SC2086
{
	near "$(value net_gain bursts.i16 $shape)" .93 .0005 "net gain"
	near "$(value net_gain bursts.i16 $shape --pattern sent.txt)" .93 .0005 \
		"net gain by the pattern"
	for quantity in net_gain snr receiver_noise; do
		a=$(value $quantity bursts.i16 $shape)
		b=$(value $quantity bursts.txt $shape)
		near "$a" "$b" 1e-7 "$quantity of raw samples"
	done
	n=$("$gauge" analyze ringdown bursts.i16 $shape --json |
		grep -c '"quantity": "snr"')
	[ "$n" = 12 ] || fail "$n passes with an SNR"
	LOOPGAUGE_THREADS=1 "$gauge" analyze ringdown bursts.i16 $shape \
		--json >one
	LOOPGAUGE_THREADS=5 "$gauge" analyze ringdown bursts.i16 $shape \
		--json >five
	cmp -s one five || fail "the number of threads shows"
	"$gauge" analyze ringdown bursts.i16 $shape |
		grep -q '^P_THERMAL.*chosen' || fail "the model is another"
	refused "no \"Q\"" bursts.i16 $shape --model Q
	refused "--sndr needs --pattern" bursts.i16 $shape --sndr
	refused "expected a number of dB" bursts.i16 $shape --snr 3m
	refused "go together" bursts.i16 --passes 12
	refused "are not whole bursts of 12 passes of 35 slots" bursts.i16 \
		--passes 12 --slots 35
	refused "--slots: expected a whole number" bursts.i16 --passes 12 \
		--slots 0
	echo '0 1' >short.txt
	refused "short.txt" bursts.i16 $shape --pattern short.txt
}

# The pattern sent two slots later than it is said to be.
{ tail -n 2 sent.txt; head -n 34 sent.txt; } >late.txt
# shellcheck disable=SC2086
"$gauge" analyze ringdown bursts.i16 $shape --pattern late.txt >out
[ $? = 3 ] && grep -q 'NOLOCK.*2 slots early' out || fail "a slip: $(cat out)"
# A sample at the rail, twice.
printf '\377\177\377\177' | dd of=bursts.i16 conv=notrunc status=none
# shellcheck disable=SC2086
"$gauge" analyze ringdown bursts.i16 $shape >out
[ $? = 3 ] && grep -q CLIPPED out || fail "clipping: $(cat out)"

# Tables: powers in dBm, dark power as a number and as a table.
awk 'BEGIN { print "pass,power (dBm)"
	for (k = 0; k < 9; k++) printf "%d,%.6f\n", k,
		10 * log(.9 ^ k + .001 + (k % 2 ? 1e-5 : -1e-5)) / log(10)
}' >table.csv
printf 'power (dBm)\n-30.0\n-30.01\n-29.99\n' >dark.csv
near "$(value net_gain table.csv --dark -30)" .9 5e-5 "gain, dark a number"
near "$(value net_gain table.csv --dark dark.csv)" .9 5e-5 "gain, dark a table"
near "$(value net_gain_needed_db table.csv --half-life 128)" -.023518 1e-6 \
	"gain for a half-life"
near "$(value pedestal table.csv --pedestal)" .0001 5e-5 "pedestal"
refused "expected columns pass, power" dark.csv
printf 'pass,power\n0,1\n1,.9\n2,OVLD\n3,.729\n4,.6561\n5,.59049\n' >gap.csv
"$gauge" analyze ringdown gap.csv | grep -q "1 powers are missing" ||
	fail "a missing power is not told"

# Figures of bursts: eight passes that lose too little for a fit of the noise,
# and slots that are too few for an SNR.
awk 'BEGIN { for (r = s = 1; r <= 32; r++) for (k = 0; k < 8; k++)
	for (m = 0; m < 36; m++) {
		s = s * 16807 % 2147483647
		print 500 + 100 * .97 ^ k * (m * m % 37 % 3) + s / 2147483647
	} }' >near.txt
if command -v gnuplot >/dev/null; then
	for slots in 36 18; do
		"$gauge" analyze ringdown near.txt --passes 8 --slots $slots \
			--plot near.svg >out 2>&1 && [ -s near.svg ] ||
			fail "no figure of $slots slots: $(tail -1 out)"
	done
fi
[ $failures = 0 ]
