#!/bin/bash
# Whole runs of the shipped plan against the simulated bench, as a user makes
# them: verdict, run folder, show, rejudge, resume, report, safe state.
set -u
. "${top_srcdir:-.}/tests/twin-common.sh"

gauge=${top_builddir:-.}/loopgauge
plan=${top_srcdir:-.}/plans/stage-2-amplified-loop.yaml
run=$scratch/run

# expect CODE COMMAND...: the command must end with this exit code; its output
# is kept for looking at.
expect() {
	local want=$1 got
	shift
	"$@" >"$scratch/out" 2>"$scratch/err" </dev/null
	got=$?
	[ "$got" = "$want" ] || {
		cat "$scratch/out" "$scratch/err" >&2
		fail "$*: exit code $got, expected $want"
	}
}
says() {
	grep -q -e "$1" "$scratch/out" "$scratch/err" || {
		cat "$scratch/out" "$scratch/err" >&2
		fail "nothing says: $1"
	}
}
silent() {
	[ ! -s "$scratch/err" ] || {
		cat "$scratch/err" >&2
		fail "something was said on standard error"
	}
}

# A run that passes, quietly.
expect 0 "$gauge" --quiet run "$plan" --bench twin --out "$run"
silent
says 'S2: PASS'
for file in run.db results.csv report.html captures/snr.signal.sigmf-meta \
	captures/snr.signal.sigmf-data; do
	[ -s "$run/$file" ] || fail "$file is missing"
done
! grep -q "$(printf '\033')" "$scratch/out" ||
	fail "colours where there is no terminal"

# The same verdicts again, from the store and from the recordings.
expect 0 "$gauge" show "$run"
says 'S2: PASS'
expect 0 "$gauge" show "$run" --json
python3 - "$scratch/out" <<'PY' || fail "show --json"
import json, sys
run = json.load(open(sys.argv[1]))
assert run["verdict"] == "PASS" and run["stage"] == "S2", run["verdict"]
rows = run["results"]
keys = ("step quantity lane pass value unit u lo hi coverage nu_eff n status "
        "flags limit rule p_conform verdict method plane capture").split()
for row in rows:
    assert all(key in row for key in keys), row
judged = [r for r in rows if r["limit"]]
assert len(judged) >= 12, len(judged)
rate = [r for r in rows if r["quantity"] == "tokens_per_s"]
assert len(rate) == 1 and rate[0]["u"] > 0, rate
# Token time by hand: T max((M + guard) Ts, tau_L) + t_attn + t_io.
value = {r["quantity"]: r["value"] for r in rows}
time = 64 * max(64 * value["slot_period"], value["loop_period"]) + 7e-6
assert abs(rate[0]["value"] * time - 1) < 1e-9, (rate, time)
PY
# Pairs of blocks in ABBA order, or drift would pass for an advantage.
python3 - "$run/run.db" <<'PY' || fail "the order of the blocks"
import sqlite3, sys
rows = sqlite3.connect(sys.argv[1]).execute(
    "SELECT label FROM capture WHERE step = 'amplifier' ORDER BY id")
order = " ".join(label for label, in rows if label != "align")
assert order == "on-1 off-1 off-2 on-2 on-3 off-3 off-4 on-4", order
PY
expect 0 "$gauge" rejudge "$run"
says 'the same results to the last digit'
# As on a processor without fused multiply-add: other last digits, no others.
expect 0 env GLIBC_TUNABLES=glibc.cpu.hwcaps=-AVX2,-FMA,-FMA4,-AVX512F \
	"$gauge" rejudge "$run"
says 'points from their recordings: the same'
[ "$(wc -l <"$run/results.csv")" -ge 40 ] || fail "results.csv is short"

# A recording that was changed is not judged.
printf 'x' | dd of="$run/captures/snr.signal.sigmf-data" bs=1 seek=100 \
	conv=notrunc 2>/dev/null
expect 4 "$gauge" rejudge "$run"
says 'SHA-512'

# The report again, elsewhere.
expect 0 "$gauge" report "$run" -o "$scratch/again.html"
grep -q '<svg' "$scratch/again.html" || fail "the report has no figure"

# The run is the seed's: the same seed gives the same recordings.
expect 0 "$gauge" --quiet run "$plan" --bench twin --seed 5 --no-report \
	--out "$scratch/a"
expect 0 "$gauge" --quiet run "$plan" --bench twin --seed 5 --no-report \
	--out "$scratch/b"
for data in "$scratch"/a/captures/*.sigmf-data; do
	cmp "$data" "$scratch/b/captures/${data##*/}" ||
		fail "the same seed gave other bytes"
done

# Nor is a recording judged whose calibration was changed: the store vouches
# for the meta file, and that for the data.
meta=$scratch/a/captures/timing.raw.sigmf-meta
grep -q '"adc_clock_u": ' "$meta" || fail "no calibration in $meta"
sed -i 's/"adc_clock_u": .*/"adc_clock_u": 1e-9,/' "$meta"
expect 4 "$gauge" rejudge "$scratch/a"
says 'timing.raw.sigmf-meta: does not match its SHA-512'

# Values from the command line, and what lint says of bad ones.
expect 2 "$gauge" run "$plan" --bench twin --set bursts=none --out "$run.x"
says 'stage-2-amplified-loop.yaml:[0-9]*:[0-9]*: '
[ ! -e "$run.x" ] || fail "a run folder for a plan that does not lint"
expect 4 "$gauge" run "$plan" --bench twin --out "$run"
says 'not empty\|exists'

# Two lanes are not judged by the first of them.
sed 's/^lanes: 1/lanes: 2/' "$top_srcdir/src/twin/stages/S2.yaml" \
	>"$scratch/two.yaml"
twin_start --config "$scratch/two.yaml" --write-bench "$scratch/bench.yaml"
expect 4 "$gauge" run "$plan" --bench "$scratch/bench.yaml" --out "$run.two"
says 'it has 2 lanes'
twin_stop

# A bench that outlives the run: resume, safe, instruments.
twin_start --stage S2 --seed 3 --write-bench "$scratch/bench.yaml"
expect 0 "$gauge" instruments --bench "$scratch/bench.yaml"
says 'laser'
says 'pty /dev/pts/\|pty:/dev/pts/'
expect 0 "$gauge" --quiet run "$plan" --bench "$scratch/bench.yaml" \
	--no-report --out "$scratch/c"
expect 0 "$gauge" resume "$scratch/c" --bench "$scratch/bench.yaml"
says 'S2: PASS'
expect 0 "$gauge" safe --bench "$scratch/bench.yaml"
says 'verified by read-back'

# A run that was stopped says what is missing, and resume measures that: the
# rest is as the same seed gives it.
sed 's/^  bursts: 64/  bursts: 1024/' "$plan" >"$scratch/long.yaml"
"$gauge" --quiet run "$scratch/long.yaml" --bench twin --no-report \
	--out "$scratch/e" >"$scratch/out" 2>&1 &
run_pid=$!
until [ -s "$scratch/e/captures/timing.raw.sigmf-meta" ]; do
	kill -0 $run_pid 2>/dev/null || fail "the long run did not start"
done
kill -INT $run_pid
wait $run_pid
[ $? = 5 ] || fail "SIGINT: exit code $?, expected 5"
says 'not measured: .*resume'
says 'stopped by SIGINT'
expect 3 "$gauge" show "$scratch/e"
says 'not measured: '
expect 3 "$gauge" rejudge "$scratch/e"
expect 0 "$gauge" report "$scratch/e" -o "$scratch/e.html"
expect 0 "$gauge" resume "$scratch/e"
says '12 of 12 mandatory limits met'
! grep -q 'not measured' "$scratch/out" || fail "something is still missing"
grep -q 'Not measured: .*amplifier' "$scratch/e.html" ||
	fail "the report does not tell what is missing"
grep -q 'stopped by SIGINT' "$scratch/e/report.html" ||
	fail "the report does not tell of the interruption"
expect 0 "$gauge" rejudge "$scratch/e"

# A lost instrument is an error, not a failed limit: exit code 4, or 6 where
# the light can no longer be proven off. Here everything is gone.
kill -9 "$twin_pid"
wait "$twin_pid" 2>/dev/null
# A terminal's name may go to another bench at once.
sed -i 's|"pty:.*"|"tcp:127.0.0.1:1"|' "$scratch/bench.yaml"
expect 6 "$gauge" run "$plan" --bench "$scratch/bench.yaml" --no-report \
	--out "$scratch/d"
says 'could not be verified'
expect 6 "$gauge" safe --bench "$scratch/bench.yaml"

echo "whole runs: passed"
