#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# A pattern pushed with iio_writedev comes out of iio_readdev as light, and
# the comparators decide it as it was sent.
. "$top_srcdir/tests/twin-common.sh" || exit 99
. "$top_srcdir/tests/iio-behaviour.sh" || exit 99

# scpi ROLE COMMAND
scpi() {
	local port

	port=$(printf '%s\n' "$twin_status" |
		sed -n "s/.*\"$1\":{[^}]*127\.0\.0\.1:\([0-9]*\)\".*/\1/p")
	exec 8<>"/dev/tcp/127.0.0.1/$port"
	printf '%s;*OPC?\n' "$2" >&8
	read -r -t 10 answer <&8 || fail "$1 does not answer to $2"
	exec 8>&- 8<&-
}

# stream FILE DEVICE ID FRAMES: what one burst gives.
stream() {
	iio_readdev -u "$uri" -b "$4" -s "$4" "$2" >"$1" 2>"$scratch/err" &
	reader=$!
	iio_wait_open "$3"
	attr loop-sequencer fire 1 >/dev/null 2>&1
	wait $reader || fail "iio_readdev $2: $(cat "$scratch/err")"
}

# Low, high, high, middle, over and over.
pattern() {
	local i

	for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16; do
		printf '\001\200\377\177\377\177\000\000'
	done
}

twin_start --stage S0 --seed 3
uri=ip:127.0.0.1:$twin_port
scpi laser ':OUTP1 1'
scpi attenuator ':OUTP1 1'
attr loop-sequencer mode burst >/dev/null
attr loop-sequencer source_gate 1 >/dev/null
pattern | iio_writedev -u "$uri" -b 64 loop-dac 2>"$scratch/err"
[ ! -s "$scratch/err" ] || fail "iio_writedev: $(cat "$scratch/err")"

stream "$scratch/codes" loop-adc iio:device2 64
od -An -v -td2 -w8 "$scratch/codes" | awk '
	{ gap = ($2 - $1) / 4
	  if (gap < 10 || $3 - $1 < 3 * gap || $4 < $1 + gap ||
	      $4 > $2 - gap) { print "slots of a group:", $0; bad = 1 } }
	END { exit bad || NR != 16 }' ||
	fail "the samples are not the pattern that was sent"

# Thresholds in mV, as the ADC's channel says them.
scale=$(iio_attr -u "$uri" -c loop-adc voltage0 scale)
offset=$(iio_attr -u "$uri" -c loop-adc voltage0 offset)
threshold() { # threshold NAME SHARE: 0 = at the low level, 1 = at the high
	local mv got

	mv=$(od -An -v -td2 -N4 "$scratch/codes" |
		awk -v share="$2" -v scale="$scale" -v offset="$offset" '{
			code = $1 + share * ($2 - $1)
			printf "%.3f", (code + offset) * scale }')
	got=$(iio_attr -u "$uri" -c loop-comparator voltage0 "$1" "$mv")
	awk -v a="$mv" -v b="$got" 'BEGIN { exit a != b }' ||
		fail "$1: wrote $mv, read $got"
}

decisions() { # the different groups of four decisions
	stream "$scratch/decisions" loop-comparator iio:device3 64
	od -An -v -td1 -w4 "$scratch/decisions" | sort -u | tr -s ' '
}

threshold threshold_low_mv 0.25
threshold threshold_high_mv 0.75
expect 'decisions' ' -1 1 1 0' "$(decisions)"
threshold threshold_high_mv 2
expect 'decisions with the upper threshold out of reach' ' -1 0 0 0' \
	"$(decisions)"
threshold threshold_low_mv 2
threshold threshold_high_mv 0.75
expect 'decisions of comparators that disagree' ' -1 2 2 -1' "$(decisions)"
twin_stop
