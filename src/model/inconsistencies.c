/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the owner's text contradicts itself or the physics, and the value that
 * this library stands by (TP-3). Numbers here are asserted by the tests. */
#include "model/loopmodel.h"

const struct loopmodel_inconsistency loopmodel_inconsistencies[] = {
	{ 1, "6 ns is the cycle, the loop or the slot",
	  "the slot, as in every table; if it were the loop pass: 1.225 m of "
	  "fibre, d = 16, 24.07 us, 41 542 tokens/s. Measure both" },
	{ 2, "627, ~630, ~640 tokens/s on the rig",
	  "627.41; 16 x 39.70 = 635 ignores attention and I/O" },
	{ 3, "16 to 64 lanes is 4x; 8-16 lanes are 4-16x of one",
	  "3.848x in tokens/s, 4x in loop time only; 7.954x-15.802x" },
	{ 4, "halving T (or d) doubles tokens/s",
	  "1.9937x at 8192/512, 1.9761x at 2048/512, 1.784x at TM-B" },
	{ 5, "TM-A: ~49 us, ~20k",
	  "only at 0 us of I/O; 48.8-58.8 us, 17.0-20.5k" },
	{ 6, "TM-B 125k, 1T-A 48k, 1T-B 200k",
	  "120.8k, 46.8k, 183.2k (5.46 us, not 5)" },
	{ 7, "throughput close to the T that the median picks",
	  "the mean's: 1333.7 tokens/s where the median's T predicts 1664.4" },
	{ 8, "~160 or ~159 tokens/s for one lane, T = 128", "158.72" },
	{ 9, "any frame fits the loop",
	  "the frame is the round trip: 627.3 m for d = 8192 on 16 lanes, "
	  "10.04 km on one (2 dB more loss, 371 ps/K); TM-B's 1.31 m and "
	  "TM-C's 16-26 cm hold no EDFA" },
	{ 10, "more slots, more accumulated noise",
	  "noise per slot and pass does not depend on M at fixed Ts; a "
	  "hypothesis to be tested" },
	{ 11, "crosstalk of -20 to -30 dB gives 6-9 bits",
	  "6 bits need -49.6 dB per entry on 16 lanes, -55.9 dB on 64, after "
	  "calibration" },
	{ 12, "6-9 bits at T = 512",
	  "about 6 bits at 6 ns (-6.73 dBm per lane); 9 bits would need "
	  "+11.33 dBm, at 10 GBd +29.12 dBm" },
	{ 13, "amplifier noise figure 5-7 dB",
	  "EDFA and BOA yes (5.5, 6.0, 7.5 dB); a packaged polarisation-"
	  "independent SOA has 9.0 dB" },
	{ 14, "tokens/s, as of a language model",
	  "state-sweep rate: one MAC per lane and slot, 8705x short of a "
	  "37e9-MAC dense token (544x with C^2 per slot)" },
	{ 15, "pJ per operation with mW lanes",
	  "0.1-1 pJ at 10 GBd (1-10 mW), 6-60 pJ at 6 ns, 22.5 nJ at the "
	  "wall" },
	{ 16, "absorber and amplifier keep three levels apart",
	  "one absorber with one saturating gain holds two levels: the slope "
	  "at the middle one is 38/33 > 1" },
	{ 17, "a gain of 2-5x, 1-5x, 10x over today",
	  "no baseline is defined: absolute numbers only" },
	{ 18, "recovery times far below the slot",
	  "an SOA (100-500 ps) stretches slots at 10 GBd; an EDFA (10 ms) is "
	  "far above the frame, which is as good: say which" },
	{ 19, "depth 25-50 % past the knee, or 1.5-3x the knee",
	  "two named policies: past-knee 1.25-1.5, train-max 1.5-3" },
	{ 20, "d of 192-384 is viable; below 4k is a bottleneck",
	  "no data behind either: the participation ratio decides" },
};

const unsigned loopmodel_inconsistency_count =
	sizeof(loopmodel_inconsistencies) /
	sizeof(loopmodel_inconsistencies[0]);
