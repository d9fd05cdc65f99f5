#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# A seed gives the same bytes for any number of threads, whatever compiler and
# optimisation built the simulation.
. "$top_srcdir/tests/twin-common.sh" || exit 99

capture=${top_builddir:-.}/tests/same_bytes
# Programs built elsewhere do not know where the stages lie.
export LOOPGAUGE_DATADIR=$top_srcdir

# bytes STAGE PROGRAM: digests of an ADC and a comparator capture.
bytes() {
	timeout 300 "$2" "$1" || fail "$2 $1 ended with $?"
}

for stage in S2 S3 S5; do
	for threads in 1 2 3; do
		LOOPGAUGE_THREADS=$threads bytes $stage "$capture" \
			>"$scratch/$stage.$threads"
		cmp "$scratch/$stage.1" "$scratch/$stage.$threads" ||
			fail "$stage: other bytes with $threads threads"
	done
done
! cmp -s "$scratch/S2.1" "$scratch/S3.1" || fail "all stages are alike"

# build NAME COMPILER FLAGS...: the program with the simulation alone.
build() {
	local name=$1

	shift
	# shellcheck disable=SC2046
	"$@" -std=gnu17 -w -ffp-contract=off -D_GNU_SOURCE -DPKGDATADIR='""' \
		-I"$top_srcdir/src" -I"$top_srcdir" -I"$top_builddir" \
		$(pkg-config --cflags $packages) -o "$scratch/$name" \
		"$top_srcdir/tests/same_bytes.c" $sources \
		$(pkg-config --libs $packages) -lm -lpthread \
		2>"$scratch/err" || fail "$*: $(cat "$scratch/err")"
}
packages="yaml-0.1 jansson nettle gsl"
sources=$(ls "$top_srcdir"/src/twin/*.c "$top_srcdir"/src/base/*.c |
	grep -v '/twin/\(iio_\|scpi_\|main\|options\|endpoints\|status\|describe\)')
pkg-config --exists $packages || {
	echo "no pkg-config files of $packages: other builds are skipped"
	exit 0
}
for compiler in gcc clang; do
	command -v $compiler >/dev/null || {
		echo "$compiler is not installed: its builds are skipped"
		continue
	}
	for level in -O0 -O3; do
		build $compiler$level $compiler $level &
	done
	wait
	for level in -O0 -O3; do
		for stage in S2 S3 S5; do
			bytes $stage "$scratch/$compiler$level" \
				>"$scratch/other"
			cmp "$scratch/$stage.1" "$scratch/other" ||
				fail "$stage: other bytes by $compiler $level"
		done
	done
done
