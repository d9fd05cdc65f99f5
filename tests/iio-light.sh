#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# A pattern pushed with iio_writedev comes out of iio_readdev as light, and
# the comparators decide it as it was sent.
. "$top_srcdir/tests/twin-common.sh" || exit 99
. "$top_srcdir/tests/iio-behaviour.sh" || exit 99

twin_start --stage S0 --seed 3
uri=ip:127.0.0.1:$twin_port
check_light
twin_stop
