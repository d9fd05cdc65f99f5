#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Capture from the simulated bench: our stream against iio_readdev, same
# server, same bursts, in turns. capture_bench measures the transfer alone,
# from a server that computes nothing.
set -eu
export LC_ALL=C
. "${top_srcdir:-.}/tests/twin-common.sh"
command -v iio_readdev >/dev/null || {
	echo "capture_twin: no iio_readdev (libiio-utils)" >&2
	exit 0
}
rounds=5
frames=$((64 * 16 * 32)) # 32 bursts of 16 passes a refill: 64 KiB
refills=64
adc=iio:device2

# take COMMAND...: starts the reader, fires once its buffer is open, and adds
# the time from there to its end to $spent, in us.
take() {
	local reader start
	iio_wait_buffer "$adc" 0 # the last reader's connection is gone
	"$@" >/dev/null &
	reader=$!
	iio_wait_buffer "$adc" -16
	start=${EPOCHREALTIME/./}
	iio_attr -u "$uri" -d loop-sequencer fire $((32 * refills)) >/dev/null
	wait "$reader"
	spent=$((spent + ${EPOCHREALTIME/./} - start))
}

# compare NAME STAGE LANES: MB/s of both, and their ratio.
compare() {
	twin_start --stage "$2"
	uri=ip:127.0.0.1:$twin_port
	for setting in "slots 64" "passes 15" "record_passes 0-15" \
		"mode burst"; do
		# shellcheck disable=SC2086
		iio_attr -u "$uri" -d loop-sequencer $setting >/dev/null
	done
	ours=0 stock=0
	for ((i = 0; i < rounds; i++)); do
		spent=$ours
		take "${top_builddir:-.}/tests/bench/capture_bench" ours \
			"$uri" $frames $refills loop-adc
		ours=$spent spent=$stock
		take iio_readdev -u "$uri" -b $frames \
			-s $((frames * refills)) loop-adc
		stock=$spent
	done
	twin_stop
	awk -v n=$((rounds * frames * refills * 2 * $3)) -v a=$ours \
		-v b=$stock -v name="$1" 'BEGIN {
		printf "%s %.1f MB/s\n", name, n / a
		printf "%s_iio_readdev %.1f MB/s\n", name, n / b
		printf "%s_ratio %.3f 1\n", name, b / a
	}'
}
compare capture_twin S2 1
# As many bytes in bursts of sixteen lanes.
refills=4
compare capture_twin_16_lanes S5 16
