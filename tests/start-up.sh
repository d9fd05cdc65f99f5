#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# What needs no bench does not load what only a bench needs: libiio, which
# brings an XML parser, USB and name discovery with it.
set -eu
export LC_ALL=C
loopgauge=$top_builddir/loopgauge
plan=$top_srcdir/plans/stage-2-amplified-loop.yaml
loads=$(mktemp)
trap 'rm -f "$loads"' EXIT

# loaded COMMAND...: the libraries it opened.
loaded() {
	LD_DEBUG=files "$@" 2>"$loads" >/dev/null
	grep -oE '[^/ ]+\.so[.0-9]*' "$loads" | sort -u
}

for command in --version procedures "lint $plan"; do
	# shellcheck disable=SC2086
	libraries=$(loaded "$loopgauge" $command)
	grep -q libsqlite3 <<<"$libraries" || {
		echo "SKIP: the loader does not tell what it loads"
		exit 77
	}
	! grep -E 'libiio|libxml2|libusb|libavahi' <<<"$libraries" || {
		echo "loopgauge $command loads them"
		exit 1
	}
done
