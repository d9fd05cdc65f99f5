#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# What keeps the tree readable: the budgets of files and functions, nothing
# left for later, no path of somebody's machine, headers that stand alone.
set -eu
builddir=$(cd "${top_builddir:-.}" && pwd)
cd "${top_srcdir:-.}"

bad=0
complain() {
	echo "$*"
	bad=1
}

mapfile -t code < <(find src instruments tests -name '*.[ch]' | sort)
mapfile -t headers < <(printf '%s\n' "${code[@]}" | grep '\.h$')
[ ${#code[@]} -gt 100 ] && [ ${#headers[@]} -gt 50 ] ||
	complain "only ${#code[@]} files seen: the test is broken"

too_long=$(awk 'FNR == 501 { print FILENAME ": more than 500 lines" }' \
	"${code[@]}")
[ -z "$too_long" ] || complain "$too_long"

unsigned=$(awk 'FNR == 1 && !/SPDX-License-Identifier: / {
	print FILENAME ": no SPDX line at the top" }' "${code[@]}")
[ -z "$unsigned" ] || complain "$unsigned"

# The brackets keep these lines from finding themselves.
if grep -rnwE 'T[O]DO|F[I]XME|X[X]X|[Ss][t]ub' src instruments tests; then
	complain "finish what is there, leave nothing for later"
fi
if grep -rnE '/(home|work|root|Users|mnt)/[a-z]' README ChangeLog \
	quickstart configure.ac Makefile.am src instruments plans reports doc \
	tests; then
	complain "paths of one machine"
fi

for h in "${headers[@]}"; do
	guard=${h#src/}
	guard=${guard//[\/.-]/_}
	grep -q "^#ifndef ${guard^^}\$" "$h" &&
		grep -q "^#define ${guard^^}\$" "$h" ||
		complain "$h: no include guard ${guard^^}"
done

# Headers of tests need cmocka, which need not be here.
pkg-config --exists cmocka ||
	mapfile -t headers < <(printf '%s\n' "${headers[@]}" | grep -v ^tests/)
flags=$(pkg-config --cflags yaml-0.1 jansson nettle sqlite3 gsl fftw3 libiio \
	libserialport)
# shellcheck disable=SC2086
${CC:-cc} -std=gnu17 -fsyntax-only -Wall -Wextra -Werror \
	-Isrc -I. -I"$builddir" $flags -x c "${headers[@]}" ||
	complain "these headers do not stand alone"

if ctags --version 2>/dev/null | grep -q Universal; then
	long=$(ctags -x --kinds-C=f --fields=+e \
		--_xformat='%n %e %N %F' "${code[@]}" |
		awk '{ n++ }
		     $2 - $1 >= 60 { print $4 ": " $3 ": more than 60 lines" }
		     END { if (n < 500) print "only " n " functions seen" }')
	[ -z "$long" ] || complain "$long"
else
	echo "function lengths not checked: universal-ctags is not installed"
fi
exit $bad
