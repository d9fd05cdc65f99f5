/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Welch's periodogram average; the transform is FFTW's. */
#include "analysis/welch.h"

#include <math.h>
#include <string.h>

#include <fftw3.h>

#include "analysis/planner.h"

static double window_weight(enum welch_window window, size_t i, size_t n)
{
	if (window == WELCH_RECTANGLE)
		return 1;
	return .5 - .5 * cos(2 * M_PI * (double)i / (double)n);
}

static void accumulate(const fftw_complex *bin, size_t segment, double *psd)
{
	for (size_t j = 0; j <= segment / 2; j++) {
		double two = j == 0 || 2 * j == segment ? 1 : 2;
		psd[j] += two * (bin[j][0] * bin[j][0] +
				 bin[j][1] * bin[j][1]);
	}
}

size_t welch_psd(const double *x, size_t records, size_t length,
		 size_t segment, double fs, enum welch_window window,
		 double *psd)
{
	size_t step = window == WELCH_HANN ? segment / 2 : segment;
	size_t count = 0, bins = segment / 2 + 1;

	if (segment < 2 || segment > length || records == 0)
		return 0;
	double *in = fftw_alloc_real(segment);
	fftw_complex *out = fftw_alloc_complex(bins);
	fftw_plan plan = NULL;
	planner_lock();
	if (in && out)
		plan = fftw_plan_dft_r2c_1d((int)segment, in, out,
					    FFTW_ESTIMATE);
	planner_unlock();
	if (!plan)
		goto out;
	double power = 0;
	for (size_t i = 0; i < segment; i++)
		power += pow(window_weight(window, i, segment), 2);
	memset(psd, 0, bins * sizeof(*psd));
	for (size_t r = 0; r < records; r++)
		for (size_t s = 0; s + segment <= length; s += step) {
			const double *seg = x + r * length + s;
			for (size_t i = 0; i < segment; i++)
				in[i] = seg[i] *
					window_weight(window, i, segment);
			fftw_execute(plan);
			accumulate(out, segment, psd);
			count++;
		}
	for (size_t j = 0; j < bins; j++)
		psd[j] /= fs * power * (double)count;
	planner_lock();
	fftw_destroy_plan(plan);
	planner_unlock();
out:
	fftw_free(in);
	fftw_free(out);
	return count;
}
