#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The ten lines that README shows are built against the installed library with
# what pkg-config says, as C and as C++, and give the owner's number.
set -u
export LC_ALL=C
command -v pkg-config >/dev/null || exit 77
scratch=$(mktemp -d) || exit 99
trap 'rm -rf "$scratch"' EXIT

fail() {
	echo "FAIL: $*"
	exit 1
}

MAKEFLAGS='' make -C "$top_builddir" DESTDIR="$scratch/root" \
	install-libLIBRARIES install-includeHEADERS install-pkgconfigDATA \
	>"$scratch/log" 2>&1 || fail "$(cat "$scratch/log")"
pc=$(find "$scratch/root" -name loopmodel.pc)
[ -n "$pc" ] || fail "loopmodel.pc is not installed"
# moved, as a package for another root would be; GSL stays where it is
sed -i "s|^prefix=|&$scratch/root|" "$pc"
export PKG_CONFIG_PATH=${pc%/*}${PKG_CONFIG_PATH:+:$PKG_CONFIG_PATH}

flags=$(pkg-config --static --cflags --libs loopmodel) ||
	fail "pkg-config does not know loopmodel"
# --libs alone is what users type: the library is static only
plain=$(pkg-config --cflags --libs loopmodel)

awk '/^    #include <loopmodel.h>/ { on = 1 }
	on && /^[^ ]/ { exit }
	on { sub(/^    /, ""); print }' "$top_srcdir/README" \
	>"$scratch/ten.c"
[ -s "$scratch/ten.c" ] || fail "README shows no program"
cp "$scratch/ten.c" "$scratch/ten.cc"

# The flags that the tree is built with, as the sanitizers of the library
# need them when it is linked.
sanitize=$(sed -n 's/^LG_LDFLAGS = //p' "$top_builddir/Makefile")
cc=$(sed -n 's/^CC = //p' "$top_builddir/Makefile")
for choice in "$flags" "$plain"; do
	# shellcheck disable=SC2086
	$cc -std=c17 -Wall -Wextra -Werror -o "$scratch/ten" \
		"$scratch/ten.c" $choice $sanitize ||
		fail "the program does not build: $choice"
	[ "$("$scratch/ten")" = "627.406 tokens/s" ] ||
		fail "the program says $("$scratch/ten")"
done
if command -v g++ >/dev/null && [ -z "$sanitize" ]; then
	# shellcheck disable=SC2086
	g++ -Wall -Wextra -Werror -o "$scratch/tenpp" "$scratch/ten.cc" \
		$flags || fail "the program does not build as C++"
	[ "$("$scratch/tenpp")" = "627.406 tokens/s" ] ||
		fail "the program in C++ says $("$scratch/tenpp")"
fi
echo "model-pkgconfig: passed"
