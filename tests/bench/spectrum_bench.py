# SPDX-License-Identifier: GPL-3.0-or-later
# What a user would run: window, single-precision scipy transform, powers, and
# the metrics of each record, in ms (median). Arguments: records, length.
import sys
import time
import numpy as np
from scipy import fft
from scipy.signal import windows
records, n = int(sys.argv[1]), int(sys.argv[2])
k = np.arange(n)
tone = 29204 * np.cos(2 * np.pi * ((n * 3 // 32 + 1) * k % n) / n)
noise = 4 * np.random.default_rng(1).standard_normal((records, n))
x = np.rint(tone + noise).astype(np.int16)
w = windows.blackmanharris(n, sym=False).astype(np.float32) / np.float32(32768)


def metrics(p):
    tone = int(np.argmax(p[7:])) + 7
    own = np.zeros(len(p), bool)
    own[:7] = True
    own[tone - 6:tone + 7] = True
    signal = p[tone - 6:tone + 7].sum()
    spur = p[~own].max()
    harmonics = 0
    for h in range(2, 6):
        j = tone * h % n
        j = min(j, n - j)
        harmonics += p[max(j - 6, 0):j + 7].sum()
        own[max(j - 6, 0):j + 7] = True
    noise = p[~own].sum() * len(p) / (~own).sum()
    return 10 * np.log10([signal / noise, signal / (noise + harmonics),
                          p[tone] / spur])


took = []
for _ in range(7):
    start = time.perf_counter()
    z = fft.rfft(x * w, axis=1, overwrite_x=True)
    power = z.real**2 + z.imag**2
    answers = [metrics(p) for p in power]
    took.append(time.perf_counter() - start)
print(sorted(took)[3] * 1e3)
