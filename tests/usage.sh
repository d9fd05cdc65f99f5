#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# What a user gets wrong, and what the terminal does to a command: messages
# that help, exit codes, output that cannot be written, dead benches.
set -u
. "${top_srcdir:-.}/tests/twin-common.sh"

gauge=${top_builddir:-.}/loopgauge
plan=${top_srcdir:-.}/plans/stage-2-amplified-loop.yaml

# says CODE TEXT COMMAND...: ends with this exit code and says this somewhere.
says() {
	local code=$1 text=$2 got
	shift 2
	"$@" >"$scratch/out" 2>&1 </dev/null
	got=$?
	[ "$got" = "$code" ] && grep -q -e "$text" "$scratch/out" || {
		cat "$scratch/out" >&2
		fail "$*: exit code $got, expected $code and: $text"
	}
}

says 2 'did you mean "lint"?' "$gauge" lnit
says 2 'did you mean "lint"?' "$gauge" help lnit
says 2 'did you mean --bench?' "$gauge" run "$plan" --bnech twin
says 2 'did you mean --json?' "$gauge" show --jsno x
says 2 'PLAN is missing' "$gauge" run
says 2 'RUN is missing' "$gauge" rejudge
says 2 '--bench needs a value' "$gauge" run "$plan" --bench
says 2 '--json takes no value' "$gauge" show x --json=yes
says 2 'unexpected argument "b"' "$gauge" show a b
says 2 'there are front-end-noise, ' "$gauge" procedures snr
says 2 'none: No such' "$gauge" run "$scratch/none"
says 2 'none: No such' "$gauge" lint "$scratch/none"
says 2 'none: No such' "$gauge" safe --bench "$scratch/none"
says 2 '--seed: expected a whole number' \
	"$gauge" run "$plan" --bench twin --seed abc --out "$scratch/seed"
says 4 'holds no run.db' "$gauge" resume "$scratch"
says 0 'slots (all): ' "$gauge" instruments --verbose

# Output that cannot be written is no success, and a closed standard
# descriptor does not become an instrument's.
if [ -w /dev/full ]; then
	says 4 'could not be written' sh -c "'$gauge' procedures >/dev/full"
	says 4 'could not be written' sh -c "'$gauge' run --help >/dev/full"
fi
says 4 'could not be written' sh -c "'$gauge' run '$plan' --bench twin \
	--out '$scratch/closed' >&-"
says 0 'S2: PASS' "$gauge" show "$scratch/closed"
says 0 '' sh -c "'$gauge' rejudge '$scratch/closed' <&- 2>&-"

# A bench of which nothing answers: every instrument is told, nothing is set.
cat >"$scratch/dead.yaml" <<'END'
bench: dead
stage: S2
instruments:
  controller: {driver: loop-iio, address: "ip:127.0.0.1:1"}
  laser: {driver: keysight-816x-laser, address: "tcp:127.0.0.1:1"}
  amplifier: {driver: amonics-aedfa, address: "serial:/dev/ttyNONE:19200"}
END
says 4 '3 of 3 instruments cannot be used' \
	"$gauge" instruments --bench "$scratch/dead.yaml"
grep -q '/dev/ttyNONE: No such file' "$scratch/out" &&
	grep -q 'tcp 127.0.0.1:1: cannot connect: Connection refused' \
	"$scratch/out" || fail "an instrument is missing in the list"
says 6 'check the bench by hand' \
	"$gauge" safe --bench "$scratch/dead.yaml"

# Asking who is there leaves the light as it is, though one is missing.
twin_start --stage S2 --write-bench "$scratch/bench.yaml"
port() { sed -n "/^  $1:/,/address/s/.*tcp:127.0.0.1:\([0-9]*\).*/\1/p" \
	"$scratch/bench.yaml"; }
sed "s/127.0.0.1:$(port amplifier)/127.0.0.1:1/" "$scratch/bench.yaml" \
	>"$scratch/half.yaml"
exec 8<>"/dev/tcp/127.0.0.1/$(port laser)"
printf 'sour1:pow:stat 1\nsour1:pow:stat?\n' >&8
read -r -t 10 answer <&8
[ "${answer#+}" = 1 ] || fail "the laser did not go on: $answer"
says 4 '1 of 9 instruments cannot be used' \
	"$gauge" instruments --bench "$scratch/half.yaml"
printf 'sour1:pow:stat?\n' >&8
read -r -t 10 answer <&8
[ "${answer#+}" = 1 ] || fail "asking who is there put the laser out"
# A run on it refuses to start, and secures what it can.
says 6 'amplifier: tcp 127.0.0.1:1: cannot connect' "$gauge" run "$plan" \
	--bench "$scratch/half.yaml" --out "$scratch/half" --no-report
printf 'sour1:pow:stat?\n' >&8
read -r -t 10 answer <&8
exec 8>&- 8<&-
[ "${answer#+}" = 0 ] || fail "the laser stayed on"

# A run that was suspended would leave the light on: Ctrl-Z does nothing.
"$gauge" --quiet run "$plan" --bench "$scratch/bench.yaml" --no-report \
	--out "$scratch/stopped" >"$scratch/out" 2>&1 &
run=$!
until [ -e "$scratch/stopped/run.db" ]; do # the program is on its way
	kill -0 $run 2>/dev/null || fail "the run did not start"
done
while kill -TSTP $run 2>/dev/null; do
	case $(sed 's/.*) //' "/proc/$run/stat" 2>/dev/null) in
	T*) kill -9 $run; fail "SIGTSTP suspended the run" ;;
	Z*) break ;;
	esac
done
wait $run || fail "SIGTSTP: the run ended with $?"

echo "usage: passed"
