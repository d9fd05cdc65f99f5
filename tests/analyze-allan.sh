#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# loopgauge analyze allan: gaps and time columns, what is refused and how it is
# said, and numbers for programs.
set -u
export LC_ALL=C
gauge=$(cd "${top_builddir:-.}" && pwd)/loopgauge
LOOPGAUGE_DATADIR=$(cd "${top_srcdir:-.}" && pwd)
export LOOPGAUGE_DATADIR
scratch=$(mktemp -d) || exit 99
trap 'rm -rf "$scratch"' EXIT
cd "$scratch" || exit 99
failures=0

# says CODE TEXT ARGUMENT...: exit code, and TEXT in what is written
says() {
	local code=$1 text=$2
	shift 2
	"$gauge" analyze allan "$@" >out 2>&1
	local got=$?
	[ $got = "$code" ] || {
		echo "FAIL: $*: exit $got, not $code"
		failures=$((failures + 1))
	}
	grep -q -e "$text" out || {
		echo "FAIL: $*: no \"$text\" in"
		cat out
		failures=$((failures + 1))
	}
}

awk 'BEGIN { for (n = 1; i < 400; i++) { n = n * 16807 % 2147483647
	print n / 2147483647 } }' >noise
awk 'BEGIN { print "time/s,power (W)" }
	{ if (NR <= 150 || NR > 160) print 2 * NR "," (NR == 300 ? "OVLD" : $1) }' \
	noise >gaps.csv
awk '{ print NR + (NR == 50) / 1000 "," $1 }' noise | sed '1i t,x' >uneven.csv
awk '{ print 5 }' noise >constant
printf '1\n2\n3\n' >short

says 2 'data is missing' noise --tau0 1s
says 2 'neither phase nor frequency' noise --tau0 1s --data freq
says 2 'say --tau0' noise --data phase
says 2 'tau0' noise --data phase --tau0 0s
says 2 'tau0' noise --data phase --tau0 1V
says 2 'none of adev' noise --data phase --tau0 1s --type adev,bdev
says 2 'not a whole multiple' gaps.csv --data frequency --taus 3s
says 2 'taus' noise --data phase --tau0 1s --taus often
says 2 'between 0 and 1' noise --data phase --tau0 1s --coverage 95
says 2 'column is in W' gaps.csv --data phase
says 2 'of clocks' gaps.csv --data frequency --type tdev
says 2 'uneven.csv: step 1.001 s before time 50' uneven.csv --data frequency
says 0 '400 of 400 readings, tau0 1 s' uneven.csv --data frequency --tau0 1s \
	--ignore-time
says 2 'say --tau0' uneven.csv --data frequency --ignore-time
says 3 'are 0: the values are constant' constant --data frequency --tau0 1s
says 0 'longer than the record bears: at most 100 steps' noise --data phase \
	--tau0 1s --taus 101s
says 0 'oadev  *100 s' noise --data phase --tau0 1s --taus 100s
says 0 'gaps: 11 readings are missing; 3 pieces' gaps.csv --data frequency
says 0 'GAPS' gaps.csv --data frequency
says 0 'drift is taken out' gaps.csv --data frequency --remove-drift
says 0 'DRIFT' gaps.csv --data frequency --remove-drift
says 3 'left out for fewer than 10' short --data frequency --tau0 1s
says 0 'mdev  *40 s' noise --data phase --tau0 1s --taus decade --type mdev
says 0 '"type": "WFM, edf' noise --data frequency --tau0 1s --json
says 0 '"quantity": "alpha"' noise --data frequency --tau0 1s --json
says 0 '"coverage": 0.5' noise --data frequency --tau0 1s --json \
	--coverage 0.5
if command -v gnuplot >/dev/null; then
	says 0 oadev noise --data frequency --tau0 1s --type oadev,mdev \
		--plot allan.svg
	grep -q 'slope +1/2' allan.svg || {
		echo "FAIL: the figure"
		failures=$((failures + 1))
	}
fi
[ $failures = 0 ]
