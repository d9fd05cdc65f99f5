# SPDX-License-Identifier: GPL-3.0-or-later
"""What pyvisa must get from the simulated instruments: LASER ATTENUATOR
(ports), METER (a terminal), ANALYZER of spectra and WATTMETER (ports)."""
import sys

import pyvisa


def expect(what, wanted, got):
    if wanted != got:
        sys.exit(f"{what}: expected {wanted!r}, got {got!r}")


def talk(manager, name, **more):
    return manager.open_resource(
        name, read_termination="\n", write_termination="\n", timeout=5000,
        **more)


(laser_port, attenuator_port, meter_path, analyzer_port,
 wattmeter_port) = sys.argv[1:]
manager = pyvisa.ResourceManager("@py")
laser = talk(manager, f"TCPIP::127.0.0.1::{laser_port}::SOCKET")
again = talk(manager, f"TCPIP::127.0.0.1::{laser_port}::SOCKET")
expect("identity", "Agilent Technologies,8166B,DE41100010,V4.02",
       laser.query("*IDN?"))
laser.write(":sour1:pow 2.25dbm")
expect("operation complete", "1", laser.query("*OPC?"))
expect("what the other client sees", 2.25, float(again.query(":SOUR1:POW?")))
expect("limits", [-3.0, 6.0],
       again.query_ascii_values("SOUR1:POW? MIN;POW? MAX", separator=";"))
laser.write(":SOUR1:POW 99DBM")
expect("refusal", '-222,"Data out of range"', again.query("SYST:ERR?"))
expect("no more", '+0,"No error"', laser.query("SYST:ERR?"))
laser.close()
expect("after the first has left", "0", again.query("OUTP1:STAT?"))

attenuator = talk(manager, f"TCPIP::127.0.0.1::{attenuator_port}::SOCKET")
attenuator.write("INP1:ATT 7.5DB")
expect("attenuation", 7.5, float(attenuator.query("INP1:ATT?")))
expect("empty slot", "", attenuator.query("INP5:ATT?;*OPC?").rstrip("1"))

try:
    import serial  # what pyvisa-py opens terminals with
except ImportError:
    print("pyserial is not installed: pyvisa's terminal is skipped")
else:
    meter = talk(manager, f"ASRL{meter_path}::INSTR")
    expect("meter", "Thorlabs,PM100D,P0012345,2.6.0", meter.query("*IDN?"))
    expect("unit", "W", meter.query("SENS:POW:UNIT?"))

# A trace as an array of numbers, its peak where the laser emits.
analyzer = talk(manager, f"TCPIP::127.0.0.1::{analyzer_port}::SOCKET")
analyzer.read_termination = "\r\n"
again.write(":OUTP1 1")
expect("light", "1", again.query("OUTP1?;*OPC?").split(";")[0])
analyzer.query('OPEN "anonymous"')
analyzer.query("")
analyzer.write(":SENS:WAV:CENT 1550NM;SPAN 2NM;:SENS:SWE:POIN 201")
analyzer.write(":INIT:SMOD SING;:INIT")
expect("sweep", "1", analyzer.query("*OPC?"))
x = analyzer.query_ascii_values(":TRAC:X? TRA")
y = analyzer.query_ascii_values(":TRAC:Y? TRA")
expect("points", [201, 201], [len(x), len(y)])
peak = x[y.index(max(y))]
if abs(peak - 1550e-9) > 0.02e-9:
    sys.exit(f"the peak is at {peak}")

wattmeter = talk(manager, f"TCPIP::127.0.0.1::{wattmeter_port}::SOCKET")
wattmeter.write(":COMM:HEAD OFF;:NUM:NORM:NUM 3;ITEM1 U,1;ITEM2 I,1;ITEM3 P,1")
volt, ampere, watt = wattmeter.query_ascii_values(":NUM:NORM:VAL?")
if not (229 < volt < 231 and 0.9 < watt / (volt * ampere) < 1):
    sys.exit(f"power analyzer: {volt} V, {ampere} A, {watt} W")
