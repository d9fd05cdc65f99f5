/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bad plans and all that is said about each, and the beginnings they share. */
#ifndef TESTS_BAD_PLANS_H
#define TESTS_BAD_PLANS_H

#define HEAD "plan: x\ntitle: t\nstage: S2\n" /* lines 1 to 3 */
#define STEPS HEAD "steps:\n"		       /* line 4 */
#define NOISE STEPS "- step: a\n  procedure: front-end-noise\n" /* 5, 6 */
#define LIGHT                                                                  \
	STEPS "- step: up\n  set: [{laser: {output: on}}, {amplifier: "        \
	      "{output: on}}]\n"	       /* 5, 6 */
#define SNR LIGHT "- step: s\n  procedure: snr-vs-passes\n" /* 7, 8 */

static const struct {
	const char *text, *problems;
} bad_plans[] = {
	/* the head */
	{ "", "p:1:1: the file is empty\n" },
	{ "- a\n", "p:1:1: expected a plan, got a list\n" },
	{ "plan: x\n", "p:1:1: a plan needs the key \"title\"\n"
		       "p:1:1: a plan needs the key \"stage\"\n"
		       "p:1:1: a plan needs the key \"steps\"\n" },
	{ HEAD "setps: []\n",
	  "p:1:1: a plan needs the key \"steps\"\n"
	  "p:4:1: unknown key \"setps\", did you mean \"steps\"?\n" },
	{ "plan: a b\ntitle:\nstage: S9\nsteps: 3\n",
	  "p:1:7: plan: expected a name of letters, digits, \"-\" and \"_\" "
	  "(at "
	  "most 64), got \"a b\"\n"
	  "p:2:7: expected a text for title, got nothing\n"
	  "p:3:8: unknown stage \"S9\", expected one of S0, S1, S2, S3, S4, "
	  "S5, "
	  "S6\n"
	  "p:4:8: steps: expected a list of 1 to 1000 steps\n" },
	{ HEAD "steps: []\n",
	  "p:4:8: steps: expected a list of 1 to 1000 steps\n" },
	{ HEAD "vars: [a]\nsteps: [{step: a, set: [{settle: 1 s}]}]\n",
	  "p:4:7: vars: expected a map, as in {bursts: 64}\n" },
	{ HEAD "vars: {a b: 1, c: [1]}\nsteps: [{step: a, set: [{settle: 1 "
	  "s}]}]"
	       "\n",
	  "p:4:8: variable: expected a name of letters, digits, \"-\" and "
	  "\"_\" "
	  "(at most 64), got \"a b\"\n"
	  "p:4:19: expected a text for c, got a list\n" },
	/* steps */
	{ STEPS "- go\n", "p:5:3: expected a step, got \"go\"\n" },
	{ STEPS "- step: a\n",
	  "p:5:3: a step needs \"procedure\" or \"set\"\n" },
	{ STEPS "- procedure: front-end-noise\n",
	  "p:5:3: a step needs the key \"step\"\n" },
	{ NOISE "  set: [{settle: 1 s}]\n",
	  "p:7:8: a step is a procedure or a set, not both\n" },
	{ NOISE "  limts: []\n",
	  "p:7:3: unknown key \"limts\", did you mean \"limits\"?\n" },
	{ NOISE "- step: a\n  procedure: front-end-noise\n",
	  "p:7:9: a second step \"a\", the first is at line 5\n" },
	{ NOISE "  procedure: front-end-noise\n",
	  "p:7:3: duplicate key \"procedure\", first given at line 6\n" },
	{ STEPS "- step: a\n  procedure: front-end-nose\n",
	  "p:6:14: unknown procedure \"front-end-nose\", did you mean "
	  "\"front-end-noise\"?\n" },
	{ STEPS "- step: a\n  procedure: magic\n",
	  "p:6:14: unknown procedure \"magic\", expected one of "
	  "front-end-noise, "
	  "loop-timing, snr-vs-passes\n" },
	/* parameters */
	{ NOISE "  params: {burst: 64}\n",
	  "p:7:12: unknown key \"burst\", did you mean \"bursts\"?\n" },
	{ NOISE "  params: {bursts: 12q}\n",
	  "p:7:20: bursts: expected a whole number such as \"64\" (no unit), "
	  "got "
	  "\"12q\"\n" },
	{ NOISE "  params: {bursts: \"64\"}\n",
	  "p:7:20: bursts: expected a number, got the quoted text \"64\"\n" },
	{ NOISE "  params: {bursts: 4, settle: 11 s}\n",
	  "p:7:20: bursts: 4 is out of range 8 .. 4096\n"
	  "p:7:31: settle: 11 s is out of range 0 s .. 10 s\n" },
	{ NOISE "  params: {settle: 5}\n",
	  "p:7:20: settle: expected a time such as \"6 ns\" (h, min, s, ms, "
	  "us, "
	  "ns, ps, fs), got \"5\": the unit is missing\n" },
	{ NOISE "  params: {settle: 5 dB}\n",
	  "p:7:20: settle: expected a time such as \"6 ns\" (h, min, s, ms, "
	  "us, "
	  "ns, ps, fs), got \"5 dB\"\n" },
	{ NOISE "  params: [bursts]\n",
	  "p:7:11: expected the parameters of front-end-noise, got a list\n" },
	{ LIGHT "- step: t\n  procedure: loop-timing\n  params: {a: 1}\n",
	  "p:9:12: unknown key \"a\", none is expected here\n" },
	{ SNR "", "p:7:3: \"bursts\" is missing in the parameters of "
		  "snr-vs-passes\n" },
	{ SNR "  params: {bursts: 64, model: liner, paired: maybe}\n",
	  "p:9:31: unknown model \"liner\", did you mean \"linear\"?\n"
	  "p:9:46: paired: expected true or false, got \"maybe\"\n" },
	{ SNR "  params: {bursts: 64, record: [3, 1]}\n",
	  "p:9:32: record: expected a rising list of pass numbers such as "
	  "\"0-8,12,16\", got \"3,1\"\n" },
	{ SNR "  params: {bursts: 64, record: 0-513}\n",
	  "p:9:32: record: pass 513 is out of range 0 .. 512\n" },
	{ SNR "  params: {bursts: 64, record: []}\n",
	  "p:9:32: record: the list is empty\n" },
	{ NOISE "  params: {bursts: '${n}'}\n",
	  "p:7:20: no variable \"n\" under vars\n" },
	{ HEAD "vars: {state: on}\nsteps:\n- step: a\n"
	       "  set: [{laser: {output: '${stat}'}}]\n"
	       "- step: t\n  procedure: loop-timing\n",
	  "p:7:26: no variable \"stat\", did you mean \"state\"?\n" },
	/* limits */
	{ NOISE "  limits: {quantity: noise_floor}\n",
	  "p:7:11: limits: expected a list of at most 1000 limits\n" },
	{ NOISE "  limits: [{max: 2 uA}]\n",
	  "p:7:12: a limit needs the key \"quantity\"\n"
	  "p:7:12: a limit needs the key \"why\"\n" },
	{ NOISE "  limits: [{quantity: noise_floor, why: x}]\n",
	  "p:7:12: a limit needs \"min\", \"max\" or both\n" },
	{ NOISE "  limits: [{quantity: noise_flour, max: 2 uA, why: x}]\n",
	  "p:7:23: unknown quantity \"noise_flour\", did you mean "
	  "\"noise_floor\"?\n" },
	{ NOISE "  limits: [{quantity: noise_floor, max: 2 uV, why: x}]\n",
	  "p:7:41: max: expected a current such as \"2 uA\" (A, mA, uA, nA, "
	  "pA, "
	  "fA), got \"2 uV\"\n" },
	{ NOISE
	  "  limits: [{quantity: noise_floor, min: 3 uA, max: 2 uA, why: x}]\n",
	  "p:7:41: min 3 uA is above max 2 uA\n" },
	{ NOISE "  limits: [{quantity: noise_floor, max: 2 uA, why: ' '}]\n",
	  "p:7:52: why: say where the limit comes from\n" },
	{ NOISE "  limits: [{quantity: noise_floor, max: 2 uA, why: x, rule: "
		"guard59}]\n",
	  "p:7:61: unknown rule \"guard59\", did you mean \"guard95\"?\n" },
	{ NOISE "  limits: [{quantity: noise_floor, max: 2 uA, why: x, pass: "
	  "3, "
		"mandatory: 1}]\n",
	  "p:7:61: \"noise_floor\" has no passes\n"
	  "p:7:75: mandatory: expected true or false, got \"1\"\n" },
	{ NOISE "  limits:\n"
		"  - {quantity: noise_floor, max: 2 uA, why: x}\n"
		"  - {quantity: noise_floor, min: 1 uA, why: x}\n",
	  "p:9:5: a second limit on \"noise_floor\", the first is at line 8: "
	  "give min and max in one\n" },
	{ SNR "  params: {bursts: 64, record: [0, 16]}\n"
	      "  limits: [{quantity: snr, pass: 32, min: 9 dB, why: x, lane: "
	      "-1}]\n",
	  "p:10:34: pass 32 is not in \"record\" of this step: 0,16\n"
	  "p:10:63: lane: -1 is out of range 0 .. 4095\n" },
	/* settings */
	{ STEPS "- step: a\n  set: {laser: {output: on}}\n",
	  "p:6:8: set: expected a list of actions, as in \"- laser: {output: "
	  "on}\"\n" },
	{ STEPS "- step: a\n  set: [{laser: {output: on}, settle: 1 s}]\n",
	  "p:6:9: expected one action, as in \"laser: {output: on}\" or "
	  "\"settle: 50 ms\"\n" },
	{ STEPS "- step: a\n  set: [{lasre: {output: on}}]\n",
	  "p:6:10: unknown action \"lasre\", did you mean \"laser\"?\n" },
	{ STEPS "- step: a\n  set: [{controller: {output: on}}]\n",
	  "p:6:10: unknown action \"controller\", expected one of laser, "
	  "attenuator, amplifier, settle\n" },
	{ STEPS "- step: a\n  set: [{laser: {}}]\n",
	  "p:6:10: laser: nothing to set, expected fields as in {channel: "
	  "...}\n" },
	{ STEPS "- step: a\n  set: [{laser: {power: 20 dBm, outptu: on}}]\n",
	  "p:6:25: power: 20 dBm is out of range -20 dBm .. 13 dBm\n"
	  "p:6:33: unknown key \"outptu\", did you mean \"output\"?\n" },
	{ STEPS "- step: a\n  set: [{laser: {power: 2 mW}}]\n",
	  "p:6:25: power: expected a level such as \"-13 dBm\" (dBm), got \"2 "
	  "mW\"\n" },
	{ STEPS "- step: a\n  set: [{attenuator: {shutter: ajar}}]\n",
	  "p:6:32: unknown shutter \"ajar\", expected one of closed, open\n" },
	{ STEPS "- step: a\n  set: [{settle: 5}]\n",
	  "p:6:18: settle: expected a time such as \"6 ns\" (h, min, s, ms, "
	  "us, "
	  "ns, ps, fs), got \"5\": the unit is missing\n" },
	{ STEPS "- step: a\n  set: [{settle: -1 s}]\n",
	  "p:6:18: settle: -1 s is out of range 0 s .. 86.4 ks\n" },
	{ STEPS "- step: a\n  set: [{settle: 1 s}]\n  params: {}\n",
	  "p:7:11: \"params\" belongs to a procedure, this step only sets\n" },
	/* the order of light */
	{ STEPS "- step: a\n  set:\n  - amplifier: {output: on}\n"
		"  - laser: {output: on}\n",
	  "p:7:5: the amplifier goes on without light: turn the laser on "
	  "first\n" },
	{ LIGHT "- step: d\n  set:\n  - laser: {output: off}\n"
		"  - amplifier: {output: off}\n",
	  "p:9:5: the laser goes off while the amplifier is on: turn the "
	  "amplifier off first\n" },
	{ LIGHT "- step: d\n  set:\n  - laser: {channel: 2, output: on}\n"
		"  - laser: {channel: 1, output: off}\n"
		"  - laser: {channel: 2, output: off}\n",
	  "p:11:5: the laser goes off while the amplifier is on: turn the "
	  "amplifier off first\n" },
	{ STEPS "- step: t\n  procedure: loop-timing\n",
	  "p:6:14: loop-timing needs the laser on: put \"set: [{laser: "
	  "{output: "
	  "on}}]\" in a step before it\n" },
	{ STEPS "- step: a\n  set: [{laser: {output: on}}]\n"
		"- step: s\n  procedure: snr-vs-passes\n  params: {bursts: 64}"
		"\n",
	  "p:8:14: snr-vs-passes needs the amplifier on: put \"set: "
	  "[{amplifier: {output: on}}]\" in a step before it\n" },
	{ LIGHT "- step: d\n  set: [{amplifier: {output: off}}, {laser: "
	  "{output: "
		"off}}]\n- step: t\n  procedure: loop-timing\n",
	  "p:10:14: loop-timing needs the laser on: put \"set: [{laser: "
	  "{output: on}}]\" in a step before it\n" },
	/* a set that cannot be read says nothing about the light after it */
	{ STEPS "- step: a\n  set: [{laser: {output: onn}}]\n"
		"- step: t\n  procedure: loop-timing\n",
	  "p:6:26: output: expected true or false, got \"onn\"\n" },
	/* the model */
	{ NOISE "model: {width: 0, attention_time: 2 us, io_time: {value: "
	  "5}}\n",
	  "p:7:8: the model needs the key \"passes\"\n"
	  "p:7:16: width: 0 is out of range 1 .. 10000000\n"
	  "p:7:35: attention_time: expected a value with its standard "
	  "uncertainty, as in {value: ..., u: ...}\n"
	  "p:7:50: io_time needs the key \"u\"\n"
	  "p:7:58: io_time: expected a time such as \"6 ns\" (h, min, s, ms, "
	  "us, ns, ps, fs), got \"5\": the unit is missing\n" },
	/* many at once, none hides another */
	{ "plan: x\nstage: S2\nsteps:\n- step: a\n  procedure: "
	  "front-end-noise\n"
	  "  params: {bursts: 1}\n  limits:\n  - {quantity: q, max: 1, why: "
	  "x}\n"
	  "- step: a\n  set:\n  - amplifier: {output: on}\nmodle: {}\n",
	  "p:1:1: a plan needs the key \"title\"\n"
	  "p:6:20: bursts: 1 is out of range 8 .. 4096\n"
	  "p:8:16: unknown quantity \"q\", expected one of noise_floor, "
	  "noise_density\n"
	  "p:9:9: a second step \"a\", the first is at line 4\n"
	  "p:11:5: the amplifier goes on without light: turn the laser on "
	  "first\n"
	  "p:12:1: unknown key \"modle\", did you mean \"model\"?\n" },
};

#endif
