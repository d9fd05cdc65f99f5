#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Whole runs on a bench that is at fault. Physics that goes wrong must be
# refused with its reason or measured as it is; a wire that fails must end in
# an error that names the instrument, never in a failed limit; and in every
# case light goes out in order, amplifier before laser, in bounded time.
set -u
. "${top_srcdir:-.}/tests/twin-common.sh" || exit 99

gauge=${top_builddir:-.}/loopgauge
plan=${top_srcdir:-.}/plans/stage-2-amplified-loop.yaml
all=$scratch

# bench_start ARGUMENTS...: a new bench. Its lab instruments have 2 s to answer,
# less than a late reply takes; the controller, which computes what it sends,
# has time for that on a busy machine too.
bench_start() {
	twin_start --stage S2 --seed 3 --write-bench "$scratch/bench.yaml" "$@"
	sed -i -e '/^    driver: loop-iio/{s/$/\n    timeout: 6 s/;b}' \
		-e 's/^    driver: .*/&\n    timeout: 2 s/' "$scratch/bench.yaml"
}

# run_ends CODES: the plan on the bench; the exit code is one of CODES.
run_ends() {
	local got

	timeout 120 "$gauge" --quiet run "$plan" --bench "$scratch/bench.yaml" \
		--no-report --out "$scratch/run" >"$scratch/out" \
		2>"$scratch/err" </dev/null
	got=$?
	case " $1 " in
	*" $got "*) ;;
	*)
		cat "$scratch/out" "$scratch/err" >&2
		fail "$fault: exit code $got, expected $1"
		;;
	esac
	! grep -q '^S[0-9]: FAIL' "$scratch/out" ||
		fail "$fault: a failed limit"
}
says() {
	grep -q -e "$1" "$scratch/out" "$scratch/err" || {
		cat "$scratch/out" "$scratch/err" >&2
		fail "$fault: nothing says: $1"
	}
}

# dark_in_order [mute]: off after on, the amplifier first. What is mute cannot
# be switched off.
dark_in_order() {
	command -v iio_attr >/dev/null || return 0
	iio_attr -u "ip:127.0.0.1:$twin_port" -d twin-control history \
		>"$scratch/history" 2>/dev/null || fail "$fault: no history"
	awk -v mute="${1:-}" '
		/amplifier on/ { amplifier = 1 }
		/amplifier off/ { amplifier = 0 }
		/laser 1 on/ { laser = 1 }
		/laser 1 off/ {
			laser = 0
			if (amplifier && mute != "amplifier")
				bad = "the laser went off before the amplifier"
		}
		/giant pulse/ { bad = $0 }
		END {
			if (amplifier && mute != "amplifier")
				bad = "the amplifier is on"
			if (laser && mute != "laser")
				bad = "the laser is on"
			if (bad) {
				print bad
				exit 1
			}
		}' "$scratch/history" >&2 || {
		cat "$scratch/history" >&2
		fail "$fault: the light did not go out in order"
	}
}

# one FAULT CODES TEXT...: a run with the fault ends with one of the codes and
# says all the texts.
one() {
	fault=$1
	bench_start --fault "$fault"
	run_ends "$2"
	shift 2
	for text; do
		says "$text"
	done
	case $fault in
	silence:* | port-closed:*)
		dark_in_order "$(expr "$fault" : '[a-z-]*:\([a-z_]*\)')"
		;;
	*) dark_in_order ;;
	esac
	twin_stop
}

# retried FAULT: one exchange that fails is tried once more, and written down.
retried() {
	one "$1" 0 'S2: PASS'
	grep -aq 'tried again after: .*controller' "$scratch/run/run.db" ||
		fail "$1: the second try is not recorded"
}

# The runs wait for deadlines most of the time: a few of them at once.
tried=" "
cases=0
try() {
	cases=$((cases + 1))
	tried="$tried$(expr "$2" : '\([a-z-]*\)') "
	while [ "$(jobs -rp | wc -l)" -ge 4 ]; do
		wait -n
	done
	{
		(
			scratch=$all/$cases
			mkdir "$scratch"
			"$@"
		) || : >"$all/failed"
	} &
}

# Physics: what the rows must say. 3 dB an hour is 0.4 mdB over the half second
# of the bench: a run that is short enough is right. A baseline that comes with
# the light moves no ratio.
try one rail-adc 3 'CLIPPED: .* at the rails' 'S2: INDETERMINATE'
try one slip-slot 3 'NOLOCK: .*the light is 1 slot late' 'S2: INDETERMINATE'
try one lock-loss@70 3 'NOLOCK: .*out of lock' 'S2: INDETERMINATE'
try one drift-burst 3 'NONSTATIONARY: .* changed' 'S2: INDETERMINATE'
try one drift 0 'S2: PASS'
try one dark-stale 0 'S2: PASS'

# The wire: who it was, and what was expected. While instruments are opened ...
for name in laser attenuator power_meter amplifier; do
	try one "late-reply:$name@4" 4 "$name: .*expected a reply"
	try one "half-reply:$name@4" 4 "$name: .*expected a whole line"
	try one "garbage:$name@4" 4 "$name: .*expected "
done
try one wrong-identity:power_meter 4 'power_meter: .*expected '
try one wrong-identity:laser 6 'laser: .*expected ' 'could not be verified'
try one silence:power_meter 4 'power_meter: .*expected a reply within [26]000 ms'
try one silence:attenuator 6 'attenuator: .*expected a reply'

# ... and in the middle of a run.
try one close:laser@26 4 'laser: .*the other side closed' 'S2: ERROR'
try one error-queue:laser@4 4 'laser: .*Execution error' 'S2: ERROR'
try one sentinel:laser@4 4 'laser: .*expected a number, got "+9.91'
try one sentinel:attenuator@4 4 'attenuator: .*expected a number, got "+9.91'
try one silence:laser@26 6 'laser: .*expected a reply within [26]000 ms' \
	'could not be verified' 'S2: ERROR'
try one silence:amplifier@20 6 'amplifier: .*expected a reply' \
	'could not be verified' 'S2: ERROR'
try one silence:controller@40 4 'controller: .*expected an answer' 'S2: ERROR'
try one garbage:controller@40 4 'controller: .*was refused' 'S2: ERROR'
try one wrong-channel-count 4 'controller: .*expected frames of 2 bytes' \
	'S2: ERROR'
try retried late-reply:controller@70
# With the amplifier off, in a block of the on/off step: the second try must
# begin with it on, or it has no light to align to.
try retried late-reply:controller@300
try retried half-reply:controller@70
try retried close:controller@70

# A try that fails is made once more, from the settings on.
try retried reset:controller@70
try retried restart@70
try retried lost-samples@5
try retried lost-silently@5
try one stuck-reading:controller 3 'S2: INDETERMINATE'
try one sentinel:controller 3 'at the rails' 'S2: INDETERMINATE'
try one reset:laser@26 4 'laser: .*the connection broke' 'S2: ERROR'
try one port-closed:laser@26 6 'laser: .*cannot connect' \
	'could not be verified' 'S2: ERROR'
try one hang-up:power_meter@3 4 'power_meter: .*hung up'
try one queue-full:laser@4 4 'laser: .*Execution error'

# What the plan does not read, or reads slowly, changes nothing.
try one slow-drain:laser 0 'S2: PASS'
for name in swap-lanes same-code wrong-wavelength duplicate-time \
	missing-time time-disorder; do
	try one $name 0 'S2: PASS'
done
try one stuck-reading:power_meter 0 'S2: PASS'
try one slow-drain:controller@2 0 'S2: PASS'

wait
[ ! -e "$all/failed" ] || exit 1
for name in $("$twin" --list-faults | sed 's/ .*//'); do
	case $tried in
	*" $name "*) ;;
	*) fail "no run with the fault $name" ;;
	esac
done

echo "$cases runs on faulty benches: passed"
