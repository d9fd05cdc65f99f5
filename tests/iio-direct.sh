#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Unmodified libiio tools accept the simulated controller, and a seed gives
# the same bytes.
. "$top_srcdir/tests/twin-common.sh" || exit 99
. "$top_srcdir/tests/iio-behaviour.sh" || exit 99

twin_start --stage S2 --seed 7
uri=ip:127.0.0.1:$twin_port
check_info
check_attributes
check_clock
check_streams "$scratch/first"
twin_stop

twin_start --stage S2 --seed 7
uri=ip:127.0.0.1:$twin_port
check_attributes
check_clock
check_streams "$scratch/again"
cmp "$scratch/first" "$scratch/again" ||
	fail "the same seed gave other samples"
twin_stop

twin_start --stage S2 --seed 8
uri=ip:127.0.0.1:$twin_port
check_attributes
check_clock
check_streams "$scratch/other"
! cmp -s "$scratch/first" "$scratch/other" ||
	fail "another seed gave the same samples"
twin_stop

# Many lanes.
for stage in S3:4 S5:16; do
	twin_start --stage "${stage%:*}" --seed 7
	uri=ip:127.0.0.1:$twin_port
	check_info "${stage%:*}"
	check_lanes "${stage#*:}" "$scratch/lanes"
	twin_stop
done
