/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Correlation by overlap-save, and the judgement of its peaks. */
#include "analysis/symbol_align.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <fftw3.h>

enum { FFT = 4 * SYMBOL_PROBE, BINS = FFT / 2 + 1, BEST = 8, PROBE_MIN = 32 };

/* A peak counts when it stands this far out of chance, in sigma: 1e8 lags
 * reach 6. */
#define PEAK_SIGMA 8
/* A place is right when the errors there are fewer than chance by this. */
#define CHANCE_PART .75
/* A guess is right without a search when they are fewer by this. */
#define GUESS_PART .375

struct peak {
	size_t from; /* index of tx */
	float height;
};

struct search {
	const struct symbol_view *tx;
	const int8_t *probe;
	size_t n; /* of the probe */
	int8_t *symbols; /* [FFT] */
	float *time;	 /* [FFT] */
	fftwf_complex *bins, *probe_bins;
	fftwf_plan forward, back;
	double mean, energy; /* of tx; energy of a symbol */
	struct peak best[BEST];
	size_t nbest;
};

size_t symbol_align_from(const struct symbol_view *tx, size_t i, ptrdiff_t lag)
{
	ptrdiff_t n = (ptrdiff_t)tx->n, k = ((ptrdiff_t)i - lag) % n;

	return (size_t)(k < 0 ? k + n : k);
}

static ptrdiff_t lag_of(const struct symbol_view *tx, bool repeats, size_t at,
			size_t from)
{
	ptrdiff_t lag = (ptrdiff_t)at - (ptrdiff_t)from;
	ptrdiff_t n = (ptrdiff_t)tx->n;

	if (!repeats)
		return lag;
	lag %= n;
	if (lag > n / 2)
		lag -= n;
	return lag < -((n - 1) / 2) ? lag + n : lag;
}

static bool is_symbol(int8_t x)
{
	return x >= -1 && x <= 1;
}

/* Errors by symbols of n slots with sign +1 or -1, and what chance makes. */
static double error_rate(const int8_t *tx, const int8_t *rx, size_t n,
			 int sign, double *chance)
{
	double sent[3] = { 0 }, decided[3] = { 0 }, wrong = 0, all = 0;

	for (size_t i = 0; i < n; i++) {
		if (!is_symbol(tx[i]))
			continue;
		all++;
		sent[tx[i] + 1]++;
		wrong += tx[i] != sign * rx[i];
		if (is_symbol(rx[i]))
			decided[sign * rx[i] + 1]++;
	}
	*chance = 1;
	for (int k = 0; k < 3 && all > 0; k++)
		*chance -= sent[k] / all * (decided[k] / all);
	return all > 0 ? wrong / all : 1;
}

static void search_free(struct search *s)
{
	if (s->forward)
		fftwf_destroy_plan(s->forward);
	if (s->back)
		fftwf_destroy_plan(s->back);
	fftwf_free(s->time);
	fftwf_free(s->bins);
	fftwf_free(s->probe_bins);
	free(s->symbols);
}

static void centre(const int8_t *symbol, size_t n, double mean, float *out)
{
	for (size_t i = 0; i < n; i++)
		out[i] = is_symbol(symbol[i]) ? (float)(symbol[i] - mean) : 0;
	memset(out + n, 0, (FFT - n) * sizeof(*out));
}

static double mean_of(const int8_t *symbol, size_t n, double *energy)
{
	double sum = 0, squares = 0;

	for (size_t i = 0; i < n; i++) {
		int x = is_symbol(symbol[i]) ? symbol[i] : 0;
		sum += x;
		squares += x * x;
	}
	*energy = squares / (double)n - sum / (double)n * (sum / (double)n);
	return sum / (double)n;
}

/* False when memory is short or there is nothing to correlate. */
static bool search_init(struct search *s, double *noise)
{
	double energy, mean = mean_of(s->probe, s->n, &energy);
	size_t n = s->tx->n < FFT ? s->tx->n : FFT;

	s->symbols = malloc(FFT);
	s->time = fftwf_alloc_real(FFT);
	s->bins = fftwf_alloc_complex(BINS);
	s->probe_bins = fftwf_alloc_complex(BINS);
	if (!s->symbols || !s->time || !s->bins || !s->probe_bins)
		return false;
	s->forward = fftwf_plan_dft_r2c_1d(FFT, s->time, s->bins,
					   FFTW_ESTIMATE);
	s->back = fftwf_plan_dft_c2r_1d(FFT, s->bins, s->time, FFTW_ESTIMATE);
	if (!s->forward || !s->back)
		return false;
	s->mean = mean_of(symbol_view_read(s->tx, 0, n, s->symbols), n,
			  &s->energy);
	centre(s->probe, s->n, mean, s->time);
	fftwf_execute(s->forward);
	memcpy(s->probe_bins, s->bins, BINS * sizeof(*s->bins));
	*noise = sqrt(energy * s->energy * (double)s->n);
	return *noise > 0;
}

/* Equally high peaks, but for rounding, keep the order in which they come. */
static void keep(struct search *s, size_t from, float height)
{
	size_t i = s->nbest < BEST ? s->nbest++ : BEST - 1;

	if (i == BEST - 1 &&
	    fabsf(height) <= fabsf(s->best[i].height) * 1.0001f)
		return;
	for (; i > 0 && fabsf(height) > fabsf(s->best[i - 1].height) * 1.0001f;
	     i--)
		s->best[i] = s->best[i - 1];
	s->best[i] = (struct peak){ from, height };
}

/* Places first..last of tx, sums in units of chance above PEAK_SIGMA. */
static void correlate(struct search *s, size_t first, size_t last,
		      double noise)
{
	size_t step = FFT - s->n + 1;

	for (size_t from = first; from <= last; from += step) {
		centre(symbol_view_read(s->tx, from, FFT, s->symbols), FFT,
		       s->mean, s->time);
		fftwf_execute(s->forward);
		for (size_t k = 0; k < BINS; k++) {
			float *x = s->bins[k], *p = s->probe_bins[k];
			float re = x[0] * p[0] + x[1] * p[1];
			x[1] = x[1] * p[0] - x[0] * p[1];
			x[0] = re;
		}
		fftwf_execute(s->back);
		for (size_t l = 0; l < step && from + l <= last; l++) {
			float height = s->time[l] / (float)(FFT * noise);
			if (fabsf(height) > PEAK_SIGMA)
				keep(s, from + l, height);
		}
	}
}

/* True when tx[from] is a better place for the probe than *a says. */
static bool judge(const struct symbol_view *tx, bool repeats, size_t from,
		  const int8_t *probe, size_t n, size_t at, int sign,
		  double part, struct symbol_alignment *a)
{
	int8_t scratch[SYMBOL_PROBE];
	double chance;

	if (!repeats && (from >= tx->n || n > tx->n - from))
		return false;
	double ser = error_rate(symbol_view_read(tx, from, n, scratch), probe,
				n, sign, &chance);
	ptrdiff_t lag = lag_of(tx, repeats, at, from);
	if (!(ser < part * chance) ||
	    (a->found && (ser > a->ser ||
			  (ser == a->ser && labs(lag) >= labs(a->lag)))))
		return false;
	*a = (struct symbol_alignment){ true, sign < 0, lag, ser };
	return true;
}

/* Places of tx that lags near-reach..near+reach mean, cut to what is there. */
static bool places(const struct symbol_view *tx, bool repeats, size_t at,
		   size_t n, ptrdiff_t near, ptrdiff_t reach, size_t *first,
		   size_t *last)
{
	ptrdiff_t end = (ptrdiff_t)tx->n - (repeats ? 1 : (ptrdiff_t)n);
	ptrdiff_t middle = (ptrdiff_t)at - near;

	if (end < 0)
		return false;
	*first = 0;
	*last = (size_t)end;
	if (reach < 0 || (repeats && 2 * reach >= end))
		return true;
	if (repeats) {
		*first = symbol_align_from(tx, at, near + reach);
		*last = *first + 2 * (size_t)reach;
		return true;
	}
	if (middle + reach < 0 || middle - reach > end)
		return false;
	*first = middle > reach ? (size_t)(middle - reach) : 0;
	*last = middle + reach < end ? (size_t)(middle + reach) : *last;
	return true;
}

struct symbol_alignment symbol_align(const struct symbol_view *tx,
				     bool repeats,
				     const struct symbol_view *rx, size_t at,
				     ptrdiff_t near, ptrdiff_t reach)
{
	int8_t scratch[SYMBOL_PROBE];
	size_t n = rx->n - at < SYMBOL_PROBE ? rx->n - at : SYMBOL_PROBE;
	struct search s = { .tx = tx, .n = n };
	struct symbol_alignment a = { 0 };
	size_t first, last;
	double noise;

	if (!repeats && n > tx->n)
		s.n = n = tx->n;
	if (n < PROBE_MIN ||
	    !places(tx, repeats, at, n, near, reach, &first, &last))
		return a;
	s.probe = symbol_view_read(rx, at, n, scratch);
	if (search_init(&s, &noise)) {
		correlate(&s, first, last, noise);
		for (size_t i = 0; i < s.nbest; i++)
			judge(tx, repeats, s.best[i].from, s.probe, n, at,
			      s.best[i].height < 0 ? -1 : 1, CHANCE_PART, &a);
	}
	search_free(&s);
	return a;
}

struct symbol_alignment symbol_align_anywhere(const struct symbol_view *tx,
					      bool repeats,
					      const struct symbol_view *rx,
					      ptrdiff_t near)
{
	int8_t scratch[SYMBOL_PROBE];
	size_t n = rx->n < SYMBOL_PROBE ? rx->n : SYMBOL_PROBE;
	struct symbol_alignment a = { 0 };

	if (n >= PROBE_MIN && (repeats || near <= 0) &&
	    judge(tx, repeats, symbol_align_from(tx, 0, near),
		  symbol_view_read(rx, 0, n, scratch), n, 0, 1, GUESS_PART, &a))
		return a;
	for (int i = 0; i < 4 && !a.found; i++) {
		static const double place[] = { 0, .5, .25, .75 };
		size_t at = (size_t)(place[i] * (double)rx->n);
		a = symbol_align(tx, repeats, rx, at, 0, -1);
	}
	return a;
}

bool symbol_align_wraps(const struct symbol_view *tx,
			const struct symbol_view *rx, ptrdiff_t lag)
{
	int8_t scratch[SYMBOL_PROBE];
	ptrdiff_t end = lag + (ptrdiff_t)tx->n, behind = (ptrdiff_t)rx->n - end;
	ptrdiff_t n = behind > lag ? behind : lag;
	size_t at = behind > lag && end > 0 ? (size_t)end : 0;
	struct symbol_alignment a = { 0 };

	n = n < SYMBOL_PROBE ? n : SYMBOL_PROBE;
	return n > 0 && judge(tx, true, symbol_align_from(tx, at, lag),
			      symbol_view_read(rx, at, (size_t)n, scratch),
			      (size_t)n, at, 1, CHANCE_PART, &a);
}
