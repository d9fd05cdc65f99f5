#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Bench files of laboratories: those that are shipped lint, one with a mistake
# does not, and every model of the simulated instruments can be put to work.
. "$top_srcdir/tests/twin-common.sh"

gauge=${top_builddir:-.}/loopgauge

for file in "$top_srcdir"/instruments/benches/*.yaml; do
	"$gauge" lint "$file" >"$scratch/out" 2>&1 ||
		fail "$file does not lint: $(cat "$scratch/out")"
done

# refused WORDS SED-SCRIPT: the example with this mistake is said to be wrong.
refused() {
	sed "$2" "$top_srcdir/instruments/benches/example-lab.yaml" \
		>"$scratch/bad.yaml"
	"$gauge" lint "$scratch/bad.yaml" >"$scratch/out" 2>&1
	[ $? -eq 2 ] || fail "lint took $2"
	grep -q "bad.yaml:[0-9]*:[0-9]*: .*$1" "$scratch/out" ||
		fail "$2: expected \"$1\", got $(cat "$scratch/out")"
}
refused keysight-816x-laser s/keysight-816x-laser/keysight-816-laser/
refused "expected an address" s/usbtmc:/gpib:/
refused slots s/slots:/slot:/

# models ROLE:MODEL=PLACE...: they are identified and made safe.
models() {
	local args=()

	for place in "$@"; do
		args+=(--lab "$place")
	done
	twin_start --stage S2 --seed 1 --write-bench "$scratch/bench.yaml" \
		"${args[@]}"
	"$gauge" instruments --bench "$scratch/bench.yaml" \
		>"$scratch/out" 2>&1 || fail "$*: $(cat "$scratch/out")"
	for place in "$@"; do
		place=${place#*:}
		grep -q "${place%%=*}" "$scratch/out" ||
			fail "no ${place%%=*} in $(cat "$scratch/out")"
	done
	"$gauge" safe --bench "$scratch/bench.yaml" >"$scratch/out" 2>&1 ||
		fail "$*: not safe: $(cat "$scratch/out")"
	twin_stop
}
models laser:8166B=pty: attenuator:N7761A=pty: power_meter:PM100D=pty: \
	amplifier:AEDFA=pty:
models laser:TSL-570=tcp:127.0.0.1:0 power_meter:8163B=tcp:127.0.0.1:0
models amplifier:ITC4001=tcp:127.0.0.1:0 spectrum_analyzer:AQ6370D=pty: \
	power_analyzer:WT310=pty: supply:DP832=tcp:127.0.0.1:0 \
	thermometer:224=pty:
