#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The stage that cannot be: a saturable absorber that acts on every slot expands
# the levels from pass to pass. No run of it may pass, and it must be said why.
set -u
. "${top_srcdir:-.}/tests/twin-common.sh" || exit 99

gauge=${top_builddir:-.}/loopgauge
stages=${top_srcdir:-.}/src/twin/stages

# run_ends CODES PLAN CONFIG: the plan on a bench of that configuration.
run_ends() {
	local got

	twin_start --config "$3" --seed 3 --write-bench "$scratch/bench.yaml"
	rm -rf "$scratch/run"
	timeout 120 "$gauge" --quiet run "${top_srcdir:-.}/$2" \
		--bench "$scratch/bench.yaml" --out "$scratch/run" \
		>"$scratch/out" 2>&1 </dev/null
	got=$?
	twin_stop
	case " $1 " in
	*" $got "*) ;;
	*)
		cat "$scratch/out" >&2
		fail "$2: exit code $got, expected $1"
		;;
	esac
	"$gauge" show "$scratch/run" --json >"$scratch/show"
}

# At the depth of the stage's plan the levels are driven into the rails.
run_ends 3 plans/stage-2-amplified-loop.yaml "$stages/S2-fast-sa.yaml"
grep -q 'CLIPPED: .* at the rails' "$scratch/run/report.html" ||
	fail "the report does not say that the converter was at its rails"

# A dozen passes with room above them: a gain that depends on the level, and no
# claim of passes that nobody has seen.
sed 's/top: 65 %/top: 30 %/' "$stages/S2-fast-sa.yaml" >"$scratch/room.yaml"
run_ends '1 3' tests/plans/stage-2-shallow.yaml "$scratch/room.yaml"
grep -q SATURATING "$scratch/run/report.html" ||
	fail "the report does not say that the gain depends on the level"
python3 - "$scratch/show" <<'PY' || fail "the fast absorber is taken for a loop"
import json, sys
run = json.load(open(sys.argv[1]))
rows = {r["quantity"]: r for r in run["results"]}
gain, useful = rows["net_gain_db"], rows["useful_passes_lower"]
assert "SATURATING" in gain["flags"], gain
assert gain["verdict"] != "PASS", gain
assert useful["verdict"] in ("INDETERMINATE", "INVALID"), useful
assert useful["value"] is None or useful["value"] < 100, useful
PY

echo "fast absorber: passed"
