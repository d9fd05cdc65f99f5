# SPDX-License-Identifier: GPL-3.0-or-later
# Starting simulated benches for behaviour scripts; sourced, not run. Benches
# end with the script.

twin=${top_builddir:-.}/loopgauge-twin
scratch=$(mktemp -d "${TMPDIR:-/tmp}/loopgauge.XXXXXX") || exit 99
pids=
cleanup() {
	[ -z "$pids" ] || kill -9 $pids 2>/dev/null
	wait 2>/dev/null
	rm -rf "$scratch"
}
trap cleanup EXIT

fail() {
	echo "FAIL: $*" >&2
	exit 1
}

# twin_start ARGUMENTS...: waits for the status line, then sets twin_status,
# twin_pid and twin_port (of the controller).
twin_start() {
	rm -f "$scratch/ready"
	mkfifo "$scratch/ready"
	"$twin" --json --exit-with-parent "$@" >"$scratch/ready" &
	twin_pid=$!
	pids="$pids $twin_pid"
	read -r twin_status <"$scratch/ready" ||
		fail "loopgauge-twin $* did not start"
	twin_port=$(printf '%s\n' "$twin_status" |
		sed -n 's/.*"ip:127\.0\.0\.1:\([0-9]*\)".*/\1/p')
	[ -n "$twin_port" ] || fail "no controller in: $twin_status"
}

# twin_stop: asks the last one to end; it must end well.
twin_stop() {
	kill "$twin_pid"
	wait "$twin_pid" || fail "loopgauge-twin ended with status $?"
	pids=${pids%" $twin_pid"}
}

# iio_ask LINE: one exchange of numbers with the controller of the last bench.
iio_ask() {
	exec 9<>"/dev/tcp/127.0.0.1/$twin_port"
	printf '%s\n' "$1" >&9
	read -r -t 10 iio_answer <&9
	exec 9>&- 9<&-
}

# iio_wait_buffer DEVICE ANSWER: waits until the number of its kernel buffers
# can be changed (0: no one has it open) or cannot (-16: someone has).
iio_wait_buffer() {
	local deadline=$((SECONDS + 20))

	until iio_ask "SET $1 BUFFERS_COUNT 4" && [ "$iio_answer" = "$2" ]; do
		[ $SECONDS -lt $deadline ] ||
			fail "$1: expected $2 within 20 s, got $iio_answer"
	done
}
