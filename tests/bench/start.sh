#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# How long the program takes to start, to lint a plan, and to run the stage 2
# plan on the twin; the yardstick is a program that does nothing.
set -eu
export LC_ALL=C
loopgauge=${top_builddir:-.}/loopgauge
plan=${top_srcdir:-.}/plans/stage-2-amplified-loop.yaml
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# median_us COMMAND...: of 41 runs.
median_us() {
	local i start
	for i in {1..41}; do
		start=${EPOCHREALTIME/./}
		"$@" >/dev/null 2>&1
		echo $((${EPOCHREALTIME/./} - start))
	done | sort -n | sed -n 21p
}

# ms NAME US
ms() {
	printf '%s %d.%03d ms\n' "$1" $(($2 / 1000)) $(($2 % 1000))
}

ms start_true "$(median_us "$(type -P true)")"
ms start_version "$(median_us "$loopgauge" --version)"
ms start_lint "$(median_us "$loopgauge" lint "$plan")"

# Statuses 1 and 3 are verdicts, not failures of the run.
start=${EPOCHREALTIME/./}
status=0
"$loopgauge" --quiet run "$plan" --bench twin --out "$scratch/run" \
	>/dev/null || status=$?
elapsed=$((${EPOCHREALTIME/./} - start))
case $status in
0 | 1 | 3) ms run_stage_2 $elapsed ;;
*) exit 1 ;;
esac
