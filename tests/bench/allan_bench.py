# SPDX-License-Identifier: GPL-3.0-or-later
# What a user would run: overlapping Allan deviation by numpy slices at octave
# averaging times, in ms (median).
import sys
import time
import numpy as np
n = int(sys.argv[1])
x = np.cumsum(np.random.default_rng(1).standard_normal(n)) * 1e-9
took = []
for _ in range(5):
    start = time.perf_counter()
    m = 1
    while 2 * m < n - 1:
        d = x[2 * m:] - 2 * x[m:-m] + x[:-2 * m]
        dev = np.sqrt(np.dot(d, d) / (2 * len(d))) / m
        m *= 2
    took.append(time.perf_counter() - start)
print(sorted(took)[2] * 1e3)
