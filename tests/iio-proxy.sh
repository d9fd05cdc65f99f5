#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Debian's own iiod as a client of the simulated controller, and the tools as
# clients of that iiod: the same results as without it.

# iiod listens on every interface, so it gets a network of its own if it may.
if [ -z "$LOOPGAUGE_OWN_NET" ] &&
	unshare -rn ip link set lo up 2>/dev/null; then
	LOOPGAUGE_OWN_NET=1 exec unshare -rn "$0"
fi
[ -z "$LOOPGAUGE_OWN_NET" ] || ip link set lo up

. "$top_srcdir/tests/twin-common.sh" || exit 99
. "$top_srcdir/tests/iio-behaviour.sh" || exit 99

iiod=$(PATH=$PATH:/usr/sbin:/sbin command -v iiod) || {
	echo "SKIP: iiod is not installed"
	exit 77
}

# proxy_start: an iiod for the last twin; sets uri.
proxy_start() {
	local deadline=$((SECONDS + 20))

	proxy_port=$((20000 + (twin_port + 1) % 10000))
	"$iiod" -u "ip:127.0.0.1:$twin_port" -p $proxy_port \
		>"$scratch/iiod.log" 2>&1 &
	proxy_pid=$!
	pids="$pids $proxy_pid"
	until (exec 3<>"/dev/tcp/127.0.0.1/$proxy_port") 2>/dev/null; do
		kill -0 $proxy_pid 2>/dev/null ||
			fail "iiod: $(cat "$scratch/iiod.log")"
		[ $SECONDS -lt $deadline ] || fail "iiod does not listen"
	done
	uri=ip:127.0.0.1:$proxy_port
}

# iiod 0.24 takes most of a minute to end on SIGTERM.
proxy_stop() {
	kill -9 $proxy_pid
	wait $proxy_pid 2>/dev/null
	pids=${pids%" $proxy_pid"}
}

twin_start --stage S2 --seed 7
proxy_start
check_info
check_attributes
check_clock
check_streams "$scratch/proxied"
proxy_stop
twin_stop

twin_start --stage S2 --seed 7
uri=ip:127.0.0.1:$twin_port
check_attributes
check_clock
check_streams "$scratch/direct"
cmp "$scratch/direct" "$scratch/proxied" ||
	fail "samples through iiod differ"
twin_stop

twin_start --stage S0 --seed 3
proxy_start
check_light
proxy_stop
twin_stop

# Many lanes through the proxy are those without it.
for stage in S3:4 S5:16; do
	twin_start --stage "${stage%:*}" --seed 7
	proxy_start
	check_lanes "${stage#*:}" "$scratch/proxied"
	proxy_stop
	twin_stop
	twin_start --stage "${stage%:*}" --seed 7
	uri=ip:127.0.0.1:$twin_port
	check_lanes "${stage#*:}" "$scratch/direct"
	twin_stop
	cmp "$scratch/direct" "$scratch/proxied" ||
		fail "${stage%:*}: samples through iiod differ"
done
