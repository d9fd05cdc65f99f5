#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Runs that cannot begin, and runs that cannot keep what they find: the bench is
# made dark all the same, what failed is named, and what was kept is whole.
set -u
. "${top_srcdir:-.}/tests/twin-common.sh" || exit 99

gauge=${top_builddir:-.}/loopgauge
plan=${top_srcdir:-.}/plans/stage-2-amplified-loop.yaml

# run_ends CODE TEXT OUT [COMMAND...]: the plan on the bench, under a command
# that limits it, ends with CODE and says TEXT.
run_ends() {
	local want=$1 text=$2 out=$3 got

	shift 3
	timeout 120 "$@" "$gauge" --quiet run "$plan" \
		--bench "$scratch/bench.yaml" --out "$out" >"$scratch/out" \
		2>"$scratch/err" </dev/null
	got=$?
	# A long message is broken into lines.
	[ "$got" = "$want" ] && tr "\n" " " <"$scratch/err" | grep -q -e "$text" &&
		return
	cat "$scratch/out" "$scratch/err" >&2
	fail "expected $want and \"$text\", got $got"
}

# dark: the bench has seen laser and amplifier go off after they were on.
dark() {
	command -v iio_attr >/dev/null || return 0
	iio_attr -u "ip:127.0.0.1:$twin_port" -d twin-control history \
		>"$scratch/history" 2>/dev/null || fail "no history"
	awk '/laser 1 on/ { laser = 1 } /laser 1 off/ { laser = 0 }
		/amplifier on/ { amplifier = 1 }
		/amplifier off/ { amplifier = 0 }
		END { exit laser || amplifier }' "$scratch/history" || {
		cat "$scratch/history" >&2
		fail "$1: the bench is not dark"
	}
}

# tell ROLE QUERY COMMAND...: the commands, and QUERY to know they were obeyed.
tell() {
	local port query=$2 answer

	port=$(sed -n "/^  $1:/,/address/s/.*127\.0\.0\.1:\([0-9]*\).*/\1/p" \
		"$scratch/bench.yaml")
	exec 9<>"/dev/tcp/127.0.0.1/$port"
	shift 2
	printf '%s\r\n' "$@" "$query" >&9
	read -r -t 10 answer <&9 || fail "no answer to $query"
	exec 9>&- 9<&-
}

# light: laser and amplifier on, as somebody may have left them.
light() {
	tell laser ':OUTP1:STAT?' ':OUTP1:STAT 1'
	tell amplifier ':DRIV:MCTRL?' ':DRIV:ACC:STAT:CH1 1' ':DRIV:MCTRL 1'
	command -v iio_attr >/dev/null || return 0
	iio_attr -u "ip:127.0.0.1:$twin_port" -d twin-control history \
		>"$scratch/history" 2>/dev/null || fail "no history"
	grep -q 'laser 1 on' "$scratch/history" &&
		grep -q 'amplifier on' "$scratch/history" || {
		cat "$scratch/history" >&2
		fail "the bench could not be lit"
	}
}

twin_start --stage S2 --seed 3 --write-bench "$scratch/bench.yaml"
sed -i 's/^    driver: .*/&\n    timeout: 1 s/' "$scratch/bench.yaml"
cp "$scratch/bench.yaml" "$scratch/good.yaml"

# An instrument that is not there. Nothing is switched on, and what others left
# on goes off. Port 1 has nobody.
sed -i '/^  power_meter:/,/address/s/"pty:.*"/"tcp:127.0.0.1:1"/' \
	"$scratch/bench.yaml"
light
run_ends 4 'power_meter: .*127.0.0.1:1' "$scratch/no-meter"
dark "no power meter"
cp "$scratch/good.yaml" "$scratch/bench.yaml"
sed -i '/^  laser:/,/address/s/"tcp:.*"/"tcp:127.0.0.1:1"/' \
	"$scratch/bench.yaml"
run_ends 6 'could not be verified.*laser: ' "$scratch/no-laser"
cp "$scratch/good.yaml" "$scratch/bench.yaml"

# Files that may not grow, at the store and at the recordings.
limited() {
	local blocks=$1

	shift
	ulimit -f "$blocks"
	exec "$@"
}
export -f limited
run_ends 4 'no-room/run.db: ' "$scratch/no-room" \
	bash -c 'limited "$@"' - 60
run_ends 4 'captures/timing.raw.sigmf-data: writing: ' "$scratch/no-space" \
	bash -c 'limited "$@"' - 200
dark "files that may not grow"
grep -q '^S2: ERROR' "$scratch/out" || fail "no verdict was shown"
"$gauge" show "$scratch/no-space" | grep -q 'noise_floor' ||
	fail "what was kept before the disk was full cannot be shown"
run_ends 4 'not empty\|exists' "$scratch/no-space"
"$gauge" --quiet resume "$scratch/no-space" >"$scratch/out" ||
	fail "the run cannot be resumed"
grep -q '^S2: PASS' "$scratch/out" || fail "the resumed run did not pass"

# A disk that is full: a small one that nobody else sees and that goes by
# itself. Only some may make one.
mkdir "$scratch/disk"
on_small_disk='mount -t tmpfs -o size=400k none "$0" && exec "$@"'
if unshare -rm bash -c "$on_small_disk" "$scratch/disk" true 2>/dev/null; then
	run_ends 4 'No space left on device' "$scratch/disk/run" \
		unshare -rm bash -c "$on_small_disk" "$scratch/disk"
	dark "a full disk"
	grep -q '^S2: ERROR' "$scratch/out" || fail "no verdict was shown"
else
	echo "no full disk was tried: mounting one is not permitted"
fi

# Places that cannot be written, for the run and for the report.
: >"$scratch/file"
run_ends 4 'file/run: making the folder' "$scratch/file/run"
"$gauge" report "$scratch/no-space" -o "$scratch/file/report.html" \
	2>"$scratch/err" && fail "a report was written below a file"
grep -q 'file/report.html' "$scratch/err" || fail "$(cat "$scratch/err")"
mkdir "$scratch/closed"
chmod 555 "$scratch/closed"
if [ -w "$scratch/closed" ]; then
	echo "no read-only folder was tried: this user may write everywhere"
else
	run_ends 4 'closed/run: making the folder' "$scratch/closed/run"
	"$gauge" report "$scratch/no-space" -o "$scratch/closed/r.html" \
		2>/dev/null && fail "a report in a read-only folder"
fi
dark "folders that may not be written"
twin_stop

echo "runs without instruments or room: passed"
