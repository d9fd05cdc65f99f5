#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The examples of doc/using-the-twin.md work as they stand there.
. "$top_srcdir/tests/twin-common.sh" || exit 99

for tool in iio_info lxi sigrok-cli unshare; do
	command -v $tool >/dev/null || {
		echo "SKIP: $tool is not installed"
		exit 77
	}
done
# The examples have fixed ports: a network of our own keeps others out.
if [ -z "$LOOPGAUGE_OWN_NET" ]; then
	unshare -rn true 2>/dev/null || {
		echo "SKIP: no network of our own"
		exit 77
	}
	trap - EXIT
	rm -rf "$scratch"
	LOOPGAUGE_OWN_NET=1 exec unshare -rn "$0"
fi
ip link set lo up || fail "no loopback interface"
page=$top_srcdir/doc/using-the-twin.md

# Every block in turn, in one shell; a command that fails ends it.
{
	echo 'set -e'
	# Where a person waits a second, the test waits for the reader.
	cat <<'END'
sleep() {
	local answer=
	until [ "$answer" = -16 ]; do
		exec 9<>/dev/tcp/127.0.0.1/30431
		printf 'SET iio:device2 BUFFERS_COUNT 4\n' >&9
		read -r answer <&9
		exec 9>&-
	done
}
END
	awk '/^```sh/ { inside = 1; n++; print "# block", n; next }
	     /^```/ { if (inside && n == 1) print "until iio_info -u " \
			"ip:127.0.0.1:30431 >/dev/null 2>&1; do :; done"
		      inside = 0 }
	     inside { print }' "$page"
	echo '/usr/bin/python3 "$1" || exit'
	echo 'kill $(jobs -p)'
} | sed "s|/tmp/loopgauge-|$scratch/|g" >"$scratch/examples"
grep -c '^# block' "$scratch/examples" | grep -qx 6 || fail "blocks are missing"
if /usr/bin/python3 -c 'import pyvisa, pyvisa_py, serial' 2>/dev/null; then
	awk '/^```python/ { inside = 1; next } /^```/ { inside = 0 }
	     inside { print }' "$page" |
		sed "s|/tmp/loopgauge-|$scratch/|g" >"$scratch/visa.py"
else
	: >"$scratch/visa.py"
fi
# The first kilobytes of the tools' words are enough.
PATH=$(cd "${top_builddir:-.}" && pwd):$PATH timeout 120 \
	bash "$scratch/examples" "$scratch/visa.py" >"$scratch/out" \
	2>"$scratch/err" || fail "$(tail -n 20 "$scratch/err" "$scratch/out")"
for text in 'loop,stage: S2' '^S5 ' '^amplifier.noise_figure' '^silence ' \
	'Agilent Technologies,8166B' '+1.50000000E+000' 'Rigol DP832' '12.0' \
	'sentinel:controller'; do
	grep -q -e "$text" "$scratch/out" || fail "no $text among the answers"
done
[ ! -s "$scratch/visa.py" ] ||
	grep -q 'Thorlabs,PM100D' "$scratch/out" || fail "no answer to PyVISA"
