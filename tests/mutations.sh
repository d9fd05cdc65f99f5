#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# make mutate: each change in tests/mutations.txt, made to a copy of the tree,
# must turn its test red. ONLY=TEXT keeps the lines that have TEXT in them.
set -u
srcdir=$(cd "${top_srcdir:-.}" && pwd)
builddir=$(cd "${top_builddir:-.}" && pwd)
make=${MAKE:-make}
scratch=$(mktemp -d) || exit 99
trap 'rm -rf "$scratch"' EXIT

# trim TEXT: without the blanks around it
trim() {
	local text=$1
	text=${text#"${text%%[![:blank:]]*}"}
	printf '%s' "${text%"${text##*[![:blank:]]}"}"
}

# The sources with their times, so that nothing is generated anew.
mkdir "$scratch/src" "$scratch/build"
tar -C "$srcdir" --exclude='*.[oa]' --exclude=.deps --exclude=.dirstamp -cf - \
	Makefile.am Makefile.in aclocal.m4 config.h.in configure configure.ac \
	build-aux COPYING ChangeLog README quickstart .ci src instruments \
	plans reports doc tests | tar -C "$scratch/src" -xf - || exit 99
cd "$scratch/build" || exit 99
eval "CONFIG_SITE=/dev/null ../src/configure -q $(
	"$builddir/config.status" --config)" >"$scratch/log" 2>&1 || {
	cat "$scratch/log"
	exit 99
}

# red PROGRAM: does it fail? 2: it does not build.
red() {
	$make -s "$1" >"$scratch/log" 2>&1 || return 2
	top_srcdir=$scratch/src top_builddir=$scratch/build \
		LOOPGAUGE_SHARED=${LOOPGAUGE_SHARED:-$srcdir/../shared} \
		timeout 600 "./$1" >"$scratch/log" 2>&1 && return 1
	return 0
}

# mutate FILE EXPRESSION PROGRAM
mutate() {
	local original=$scratch/original result
	[ -f "$scratch/src/$1" ] || { echo "no such file"; return 1; }
	if ! [ -e "$scratch/green/$3" ]; then
		red "$3"
		[ $? = 1 ] || { echo "red without it"; return 1; }
		mkdir -p "$(dirname "$scratch/green/$3")"
		touch "$scratch/green/$3"
	fi
	cp "$scratch/src/$1" "$original"
	sed -i "$2" "$scratch/src/$1"
	if cmp -s "$original" "$scratch/src/$1"; then
		result="changes nothing"
	else
		red "$3"
		case $? in
		0) result=red ;;
		1) result=SURVIVED ;;
		*) result="does not build" ;;
		esac
	fi
	# the old text with a new time, so that it is compiled again
	cp "$original" "$scratch/src/$1"
	echo "$result"
	[ "$result" = red ]
}

survived=0 n=0
while IFS= read -r line; do
	# " | " parts the fields; "||" may stand in an expression
	IFS=$'\37' read -r file expression program what \
		<<<"${line// | /$'\37'}"
	file=$(trim "$file") program=$(trim "$program")
	[ -n "$file" ] && [ "${file#\#}" = "$file" ] || continue
	[[ "$file $program $what" == *${ONLY:-}* ]] || continue
	n=$((n + 1))
	result=$(mutate "$file" "$(trim "$expression")" "$program") ||
		survived=$((survived + 1))
	printf '%s: %s: %s\n' "$result" "$file" "$(trim "$what")"
done <"$srcdir/tests/mutations.txt"
echo "mutations: $((n - survived)) of $n turn their test red"
[ $n -gt 0 ] && [ $survived = 0 ]
