#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Unmodified clients of other people talk to the simulated lab instruments,
# over TCP and over a terminal.
. "$top_srcdir/tests/twin-common.sh"

# place ROLE: where the last bench has put it, "tcp:127.0.0.1:40001".
place() {
	printf '%s\n' "$twin_status" |
		sed -n "s/.*\"$1\":{[^}]*\"address\":\"\([^\"]*\)\".*/\1/p"
}

# port ROLE: of an instrument on TCP.
port() {
	place "$1" | sed 's/.*://'
}

expect() { # expect WHAT WANTED GOT
	[ "$2" = "$3" ] || fail "$1: expected \"$2\", got \"$3\""
}

check_lxi() {
	local ask="lxi scpi -a 127.0.0.1 -t 5 -r -p"

	expect 'lxi, identity' 'Agilent Technologies,8166B,DE41100010,V4.02' \
		"$($ask "$laser" '*IDN?')"
	$ask "$laser" ':SOUR1:POW 1.5DBM' || fail "lxi cannot set a power"
	expect 'lxi, power' '+1.50000000E+000' "$($ask "$laser" ':SOUR1:POW?')"
	expect 'lxi, two at once' '+1.50000000E+000;0' \
		"$($ask "$laser" 'SOUR1:POW?;:OUTP1?')"
	expect 'lxi, module' '1' "$($ask "$laser" ':SLOT9:EMPT?')"
	expect 'lxi, attenuator' '+4.50000000E+001' \
		"$($ask "$attenuator" 'INP1:ATT? MAX')"
}

# A terminal needs no library.
check_terminal() {
	local line

	exec 8<>"$meter"
	printf '*IDN?\n' >&8
	read -r -t 10 line <&8 || fail "no answer from $meter"
	expect 'terminal, identity' 'Thorlabs,PM100D,P0012345,2.6.0' "$line"
	printf 'nonsense\nsyst:err?\r\n' >&8
	read -r -t 10 line <&8 || fail "no error from $meter"
	expect 'terminal, error' '-113,"Undefined header"' "$line"
	exec 8>&- 8<&-
	# The terminal outlives its client.
	exec 8<>"$meter"
	printf 'SENS:CORR:WAV 1310;WAV?\n' >&8
	read -r -t 10 line <&8 || fail "no answer from $meter at the second try"
	expect 'terminal, wavelength' '1.31000000E+03' "$line"
	exec 8>&- 8<&-
}

# The supply by libsigrok's own profile of it.
check_sigrok() {
	local ask="sigrok-cli -d scpi-pps:conn=tcp-raw/127.0.0.1/$supply" got

	# sigrok-cli closes its connection twice and complains: its own words
	# and status say nothing of the supply.
	got=$($ask --scan 2>/dev/null) || :
	case $got in
	*'Rigol DP832'*) ;;
	*) fail "sigrok does not find the supply: $got" ;;
	esac
	$ask -g 1 --set 2>/dev/null \
		--config voltage_target=12:current_limit=1:enabled=yes || :
	expect 'sigrok, target' '12.0' \
		"$($ask -g 1 --get voltage_target 2>/dev/null || :)"
	got=$($ask -g 1 --samples 1 -O analog 2>/dev/null |
		sed -n 1,2p) || :
	expect 'sigrok, measured' 'V1: 12.0000 V DC I1: 500.0 mA DC' \
		"$(echo $got)"
}

twin_start --stage S2 --seed 1 --lab power_meter=pty:
laser=$(port laser)
attenuator=$(port attenuator)
supply=$(port supply)
meter=$(place power_meter)
meter=${meter#pty:}
[ -n "$laser" ] && [ -n "$attenuator" ] && [ -c "$meter" ] ||
	fail "instruments are missing in: $twin_status"

if command -v lxi >/dev/null; then
	check_lxi
else
	echo "lxi is not installed: its part is skipped"
fi
check_terminal
if command -v sigrok-cli >/dev/null; then
	check_sigrok
else
	echo "sigrok-cli is not installed: its part is skipped"
fi
if /usr/bin/python3 -c 'import pyvisa, pyvisa_py' 2>/dev/null; then
	/usr/bin/python3 "$top_srcdir/tests/scpi-visa.py" "$laser" \
		"$attenuator" "$meter" "$(port spectrum_analyzer)" \
		"$(port power_analyzer)" || fail "pyvisa"
else
	echo "pyvisa and pyvisa-py are not installed: their part is skipped"
fi
twin_stop
