#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The simulated bench as a process: options, status, bench file, and its end.
. "$top_srcdir/tests/twin-common.sh" || exit 99

# wrong STATUS TEXT ARGUMENTS...: must end so, and say so on stderr alone.
wrong() {
	local want=$1 text=$2 got

	shift 2
	"$twin" "$@" >"$scratch/out" 2>"$scratch/err"
	got=$?
	[ $got = "$want" ] || fail "$*: exit status $got, expected $want"
	grep -q -e "$text" "$scratch/err" ||
		fail "$*: \"$text\" is not in: $(cat "$scratch/err")"
	[ ! -s "$scratch/out" ] || fail "$*: printed $(cat "$scratch/out")"
}

# gone PID: waits until the process does not exist any more.
gone() {
	local deadline=$((SECONDS + 20))

	while kill -0 "$1" 2>/dev/null; do
		[ $SECONDS -lt $deadline ] || fail "process $1 does not end"
	done
}

wrong 2 'is needed'
wrong 2 'unknown argument "--stge"' --stge S2
wrong 2 'unknown argument "S2"' S2
wrong 2 'stage needs a value' --stage
wrong 2 'S9' --stage S9
wrong 2 '"12q"' --stage S2 --seed 12q
wrong 2 '"-1"' --stage S2 --seed -1
wrong 2 '65535' --stage S2 --port 65536
wrong 2 'expected on or off' --stage S2 --truth --amplifier of
wrong 2 'goes with --truth' --stage S2 --amplifier off
wrong 2 'takes no value' --stage S2 --json=yes
wrong 2 'not a fault' --stage S2 --fault bad-luck
wrong 2 'ROLE=WHERE' --stage S2 --lab laser
wrong 2 'no instrument "lasr"' --stage S2 --lab lasr=pty:
wrong 2 'nowhere.yaml' --config "$scratch/nowhere.yaml"
wrong 2 'is for stage' --stage S1 --config \
	"$top_srcdir/src/twin/stages/S2.yaml"
wrong 4 'nowhere/bench.yaml' --stage S2 \
	--write-bench "$scratch/nowhere/bench.yaml"

"$twin" --help | grep -q '^Usage: ' || fail "--help"
"$twin" --version | grep -q '^loopgauge-twin [0-9]' || fail "--version"
for stage in S0 S1 S2 S2-fast-sa S2-soa S3 S4 S5 S6; do
	"$twin" --list-stages | grep -q "^$stage  *[a-z]" ||
		fail "$stage is not listed with its title"
done
"$twin" --list-faults | grep -q '^silence  *No reply' || fail "--list-faults"

"$twin" --describe --stage S2 |
	grep -q '^amplifier.noise_figure  *5.5 dB (0 dB .. 20 dB; required) ' ||
	fail "--describe --stage S2"
"$twin" --describe | grep -q '^loop.period  *(1 ps .. 1 s; required) one' ||
	fail "--describe"

# All problems of a file, each in its place.
stage=$top_srcdir/src/twin/stages/S2.yaml
"$twin" --lint "$stage" | grep -q 'no problems, stage S2' || fail "--lint"
sed 's/noise_figure:/noise_figur:/; s/bits: 8/bits: 99/; s/384 ns/384 nm/
	s/noise_off: .*/faults: [silense]/' "$stage" >"$scratch/bad.yaml"
for way in --lint --config; do
	wrong 2 'bad.yaml: [0-9]* problems' $way "$scratch/bad.yaml"
	for text in 'did you mean "noise_figure"' 'adc.bits: ' 'loop.period: ' \
		'did you mean "silence"'; do
		grep -q "bad.yaml:[0-9]*:[0-9]*: .*$text" "$scratch/err" ||
			fail "$way: no \"$text\" in: $(cat "$scratch/err")"
	done
done

# Faults of the file are in from the start.
sed 's/noise_off: .*/faults: [silence:laser@3, rail-adc@1.5s]/' "$stage" \
	>"$scratch/faulty.yaml"
twin_start --config "$scratch/faulty.yaml"
exec 7<>"/dev/tcp/127.0.0.1/$twin_port"
printf 'READ twin-control faults\nEXIT\n' >&7
tr -d '\0' <&7 >"$scratch/faults"
exec 7>&- 7<&-
grep -qx 'silence:laser@3' "$scratch/faults" &&
	grep -qx 'rail-adc' "$scratch/faults" ||
	fail "faults of the file: $(cat "$scratch/faults")"
twin_stop

# The exact values are a function of stage and seed.
"$twin" --stage S2 --truth >"$scratch/truth"
"$twin" --stage=S2 --seed=1 --truth | cmp -s - "$scratch/truth" ||
	fail "--truth is not the same twice, or the default seed is not 1"
! "$twin" --stage S2 --seed 2 --truth | cmp -s - "$scratch/truth" ||
	fail "--truth does not depend on the seed"

! "$twin" --stage S2 --truth --amplifier off | cmp -s - "$scratch/truth" ||
	fail "--amplifier off is the truth with the amplifier on"
"$twin" --stage S2 --truth --amplifier on | cmp -s - "$scratch/truth" ||
	fail "--amplifier on is not the default"

# The bench file is whole, and good, before the status line comes.
twin_start --stage S2 --seed 18446744073709551615 \
	--write-bench "$scratch/bench.yaml"
case $twin_status in
*'"stage":"S2"'*'"seed":"18446744073709551615"'*"\"pid\":$twin_pid"*) ;;
*) fail "status line: $twin_status" ;;
esac
"${top_builddir:-.}/loopgauge" lint "$scratch/bench.yaml" >"$scratch/lint" 2>&1 ||
	fail "the bench file does not lint: $(cat "$scratch/lint")"
[ "$(ls "$scratch" | grep -c 'bench\.yaml')" = 1 ] ||
	fail "a temporary file is left behind"
wrong 4 "127.0.0.1:$twin_port" --stage S2 --port "$twin_port"
twin_stop

# Every signal, while a client waits for samples and another says nothing. All
# ports are on the loopback interface, and free afterwards.
ends_on() { # ends_on SIGNAL
	twin_start --stage S1
	if command -v ss >/dev/null; then
		ss -Hltnp 2>/dev/null | grep "pid=$twin_pid," >"$scratch/ports"
		[ "$(wc -l <"$scratch/ports")" -ge 7 ] ||
			fail "ports: $(cat "$scratch/ports")"
		! grep -v '127\.0\.0\.1:' "$scratch/ports" ||
			fail "a port is not on the loopback interface"
	fi
	exec 7<>"/dev/tcp/127.0.0.1/$twin_port" 8<>"/dev/tcp/127.0.0.1/$twin_port"
	printf 'OPEN iio:device2 64 00000001\nREADBUF iio:device2 128\n' >&7
	read -r -t 10 answer <&7
	[ "$answer" = 0 ] || fail "OPEN: $answer"
	kill -$1 "$twin_pid"
	wait "$twin_pid" || fail "SIG$1: exit status $?"
	exec 7>&- 8>&-
	! (exec 7<>"/dev/tcp/127.0.0.1/$twin_port") 2>/dev/null ||
		fail "SIG$1: the port is still there"
}
ends_on TERM
ends_on INT
ends_on HUP

# A port is free again at once.
twin_start --stage S0 --port "$twin_port"
twin_stop

# The clock stands still, or runs with real time.
clock() {
	exec 7<>"/dev/tcp/127.0.0.1/$twin_port"
	printf 'READ loop-sequencer timestamp_ns\nEXIT\n' >&7
	tr -d '\0' <&7 | sed -n 2p
	exec 7>&- 7<&-
}
twin_start --stage S0
[ "$(clock)" = 0 ] && [ "$(clock)" = 0 ] || fail "the clock moves by itself"
twin_stop
twin_start --stage S0 --realtime
deadline=$((SECONDS + 20))
until [ "$(clock)" -gt 0 ]; do
	[ $SECONDS -lt $deadline ] || fail "--realtime: the clock stands still"
done
twin_stop

# It ends with the process that started it.
bash -c '"$0" --stage S0 --exit-with-parent >"$1/orphan" &
	until [ -s "$1/orphan" ]; do :; done' "$twin" "$scratch"
orphan=$(sed -n 's/.*pid \([0-9]*\)$/\1/p' "$scratch/orphan")
[ -n "$orphan" ] || fail "no pid in $(cat "$scratch/orphan")"
gone "$orphan"
exit 0
