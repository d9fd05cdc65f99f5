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
		'loop,interface: 1' 'loop,stage: S2' \
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
	iio_readdev -u "$uri" -b "$samples" -s $((samples * $2)) loop-adc \
		>"$1" 2>"$scratch/readdev.err" &
	reader=$!
	iio_wait_open iio:device2
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
