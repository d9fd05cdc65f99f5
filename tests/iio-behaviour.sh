# SPDX-License-Identifier: GPL-3.0-or-later
# What the stock tools of libiio must get from the controller; sourced with
# $uri set, the address as the tools see it, and $twin_port, the twin's own.

attr() { iio_attr -u "$uri" -d "$@"; }

expect() { # expect WHAT WANTED GOT
	[ "$2" = "$3" ] || fail "$1: expected \"$2\", got \"$3\""
}

# refused TEXT COMMAND...: the command must fail with this text.
refused() {
	local text=$1

	shift
	if "$@" >"$scratch/refused" 2>&1; then
		fail "$* was accepted"
	fi
	grep -q "$text" "$scratch/refused" ||
		fail "$*: expected \"$text\", got $(cat "$scratch/refused")"
}

check_info() {
	iio_info -u "$uri" >"$scratch/info" 2>"$scratch/info.err" ||
		fail "iio_info: $(cat "$scratch/info.err")"
	[ ! -s "$scratch/info.err" ] ||
		fail "iio_info complained: $(cat "$scratch/info.err")"
	for name in loop-sequencer 'loop-dac (buffer capable)' \
		'loop-adc (buffer capable)' \
		'loop-comparator (buffer capable)' loop-lock \
		'loop-events (buffer capable)' twin-control \
		'loop,interface: 1' "loop,stage: ${1:-S2}" \
		'voltage0:  (output, index: 0, format: le:S16/16>>0)' \
		'voltage0:  (input, index: 0, format: le:S16/16>>0)' \
		'voltage0:  (input, index: 0, format: le:S8/8>>0)'; do
		grep -qF "$name" "$scratch/info" ||
			fail "iio_info does not show \"$name\""
	done
	# Only what is write-only may fail to show, and the exact values, which
	# are longer than the tool's buffer.
	if grep 'ERROR' "$scratch/info" |
		grep -v -e 'Permission denied (13)' -e ': truth ERROR'; then
		fail "iio_info could not read an attribute"
	fi
}

check_attributes() {
	expect lanes 1 "$(attr loop-sequencer lanes)"
	expect 'slots written' 32 "$(attr loop-sequencer slots 32)"
	expect 'slots read' 32 "$(attr loop-sequencer slots)"
	expect 'slot_period_ps' 6000.125 \
		"$(attr loop-sequencer slot_period_ps 6000.125)"
	expect 'record_passes' 0-3,5 \
		"$(attr loop-sequencer record_passes 0,1,2-3,5)"
	expect 'pass_period_ps' 192004 \
		"$(attr loop-sequencer pass_period_ps)"
	expect samples_per_burst 160 "$(attr loop-adc samples_per_burst)"
	refused 'Permission denied' attr loop-sequencer lanes 2
	refused 'Permission denied' attr loop-sequencer fire
	refused 'Invalid argument' attr loop-sequencer slots 0x20
	refused 'Invalid argument' attr loop-sequencer slots -1
	refused 'Invalid argument' attr loop-sequencer record_passes 5,3
	refused 'Invalid argument' attr loop-sequencer record_passes 0-9999
	refused 'Operation not permitted' attr loop-sequencer fire 1
	iio_attr -u "$uri" -c loop-lock temp0 input |
		grep -qE '^[0-9]{4,5}$' || fail "temp0 is no temperature"
}

check_clock() {
	local before after

	before=$(attr loop-sequencer timestamp_ns)
	attr twin-control advance_ns 7000000000 >/dev/null 2>&1
	after=$(attr loop-sequencer timestamp_ns)
	expect 'clock after advance_ns' $((before + 7000000000)) "$after"
}

# capture FILE BURSTS: fires while iio_readdev waits, as a client would.
capture() {
	local samples reader

	samples=$(attr loop-adc samples_per_burst)
	iio_wait_buffer iio:device2 0 # the last reader is gone
	iio_readdev -u "$uri" -b "$samples" -s $((samples * $2)) loop-adc \
		>"$1" 2>"$scratch/readdev.err" &
	reader=$!
	iio_wait_buffer iio:device2 -16
	attr loop-sequencer fire "$2" >/dev/null 2>&1
	wait $reader || fail "iio_readdev: $(cat "$scratch/readdev.err")"
	expect "bytes of $2 bursts" $((samples * $2 * 2)) \
		"$(wc -c <"$1")"
}

check_streams() {
	attr loop-sequencer mode burst >/dev/null
	# 32 slots of codes; a pattern of 33 does not fit in the frame.
	# (iio_writedev ends with status 0 in any case.)
	head -c 64 "$twin" |
		iio_writedev -u "$uri" -b 32 loop-dac 2>"$scratch/writedev"
	[ ! -s "$scratch/writedev" ] ||
		fail "iio_writedev: $(cat "$scratch/writedev")"
	head -c 66 "$twin" |
		iio_writedev -u "$uri" -b 33 loop-dac 2>"$scratch/writedev"
	grep -q 'Invalid argument' "$scratch/writedev" ||
		fail "a pattern longer than the frame was accepted"
	capture "$1" 10
	expect remaining 0 "$(attr loop-sequencer remaining)"
	expect lost_count 0 "$(attr loop-adc lost_count)"
}

# read_lanes FILE SAMPLES [CHANNEL]...: of one burst.
read_lanes() {
	local file=$1 n=$2 reader

	shift 2
	iio_wait_buffer iio:device2 0
	iio_readdev -u "$uri" -b "$n" -s "$n" loop-adc "$@" >"$file" \
		2>"$scratch/readdev.err" &
	reader=$!
	iio_wait_buffer iio:device2 -16
	attr loop-sequencer fire 1 >/dev/null 2>&1
	wait $reader || fail "iio_readdev: $(cat "$scratch/readdev.err")"
}

# check_lanes LANES FILE: all lanes of a burst, then the last one alone.
check_lanes() {
	local samples

	expect lanes "$1" "$(attr loop-sequencer lanes)"
	expect channels "$1" "$(iio_attr -u "$uri" -c loop-adc 2>/dev/null |
		grep -c 'channel .voltage')"
	expect slots 32 "$(attr loop-sequencer slots 32)"
	attr loop-sequencer mode burst >/dev/null
	head -c $((64 * $1)) "$twin" |
		iio_writedev -u "$uri" -b 32 loop-dac 2>"$scratch/writedev"
	[ ! -s "$scratch/writedev" ] ||
		fail "iio_writedev: $(cat "$scratch/writedev")"
	samples=$(attr loop-adc samples_per_burst)
	read_lanes "$2" "$samples"
	expect "bytes of $1 lanes" $((samples * 2 * $1)) "$(wc -c <"$2")"
	read_lanes "$scratch/one" "$samples" "voltage$(($1 - 1))"
	expect 'bytes of one lane' $((samples * 2)) \
		"$(wc -c <"$scratch/one")"
	cat "$scratch/one" >>"$2"
}

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
	iio_wait_buffer "$3" 0 # the last reader is gone
	iio_readdev -u "$uri" -b "$4" -s "$4" "$2" >"$1" 2>"$scratch/err" &
	reader=$!
	iio_wait_buffer "$3" -16
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

# Thresholds in mV, as the ADC's channel says them.
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

# On a bench of stage S0: what is pushed into the DAC comes out as light.
check_light() {
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

	scale=$(iio_attr -u "$uri" -c loop-adc voltage0 scale)
	offset=$(iio_attr -u "$uri" -c loop-adc voltage0 offset)
	threshold threshold_low_mv 0.25
	threshold threshold_high_mv 0.75
	expect 'decisions' ' -1 1 1 0' "$(decisions)"
	threshold threshold_high_mv 2
	expect 'decisions with the upper threshold out of reach' ' -1 0 0 0' \
		"$(decisions)"
	threshold threshold_low_mv 2
	threshold threshold_high_mv 0.75
	expect 'decisions of comparators that disagree' ' -1 2 2 -1' "$(decisions)"
	attr loop-comparator count_symbols 6400 >/dev/null 2>&1
	expect counted 6400 "$(attr loop-comparator counted)"
	expect confusion '1600 0 0 0 1600 0 0 0 0 0 0 3200' \
		"$(iio_attr -u "$uri" -c loop-comparator voltage0 confusion)"
}
