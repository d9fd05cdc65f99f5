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
says 0 'oadev  *100 s' noise --data phase --tau0 1s --taus 100s
says 0 'FEW' noise --data phase --tau0 1s --taus 101s
says 0 'oadev  *128 s' noise --data phase --tau0 1s --taus octave
says 0 'no difference over 200 steps fits' noise --data phase --tau0 1s \
	--taus 200s
"$gauge" analyze allan noise --data phase --tau0 1s >out
! grep -q -e '128 s' -e FEW out || {
	echo "FAIL: not cautious by itself"
	failures=$((failures + 1))
}
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

# Every line of Stable32's octaves and all of its averaging times, each to its
# 5 digits; its totdev takes no bias out where the noise is flicker.
data=${LOOPGAUGE_SHARED:-$LOOPGAUGE_DATADIR/../shared}/data/allan/phasedat
for type in adev oadev mdev tdev hdev ohdev totdev; do
	[ -e "$data/PHASE.DAT" ] || {
		echo "skipped: no $data/PHASE.DAT"
		break
	}
	for taus in octave decade all; do
		file=$data/phase_dat_$type.txt
		[ $taus = octave ] && file=$data/phase_dat_${type}_octave.txt
		"$gauge" analyze allan "$data/PHASE.DAT" --data phase \
			--tau0 1s --taus $taus --type $type --json |
			awk -v taus=$taus -v type=$type '
			NR == FNR {
				gsub(/[",]/, "")
				if (/quantity:/) quantity = $2
				if (/value:/) value = $2
				if (/ tau:/) tau = $2 + 0
				if (/ type: /) noise = $2
				if (/}/ && quantity == type && noise != "FFM")
					ours[tau] = value
				if (/}/ && quantity == type) told[tau] = 1
				next
			}
			{ sub(/^#/, "") }
			NF != 7 || $1 !~ /^[0-9]+$/ ||
			taus == "decade" && $1 !~ /^[124]0*$/ { next }
			{ lines++ }
			!told[$1] || $1 in ours && (ours[$1] / $6 - 1)^2 > 1e-8 {
				print "FAIL: " type, $1, $6, "ours", ours[$1]
				bad = 1
			}
			END { exit bad || lines < 6 }' - "$file" ||
			failures=$((failures + 1))
	done
done
if command -v gnuplot >/dev/null; then
	says 0 oadev noise --data frequency --tau0 1s --type oadev,mdev \
		--plot allan.svg
	grep -q 'slope +1/2' allan.svg || {
		echo "FAIL: the figure"
		failures=$((failures + 1))
	}
fi
[ $failures = 0 ]
