/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rates and information from a confusion matrix. */
#include "analysis/symbol_errors.h"

#include <math.h>
#include <stdlib.h>

#include <gsl/gsl_rng.h>
#include <gsl/gsl_sort_double.h>

#include "analysis/binomial.h"

/* Clusters are at most so many: neighbouring blocks are taken together, which
 * keeps longer bursts whole and the bootstrap short. */
enum { RESAMPLES = 2000, CLUSTERS_MAX = 1000 };

static const char plane[] = "P6";

struct estimate symbol_fano(const uint32_t *errors, size_t blocks)
{
	static const char method[] = "TC-1/fano";
	double sum = 0, squares = 0, n = (double)blocks;

	if (blocks < SYMBOL_BLOCKS_MIN)
		return estimate_refuse(ESTIMATE_INSUFFICIENT, "1", method,
				       "%zu blocks; bursts cannot be told from "
				       "chance below %d", blocks,
				       SYMBOL_BLOCKS_MIN);
	for (size_t i = 0; i < blocks; i++)
		sum += errors[i];
	if (!(sum > 0))
		return estimate_refuse(ESTIMATE_INSUFFICIENT, "1", method,
				       "there are no errors");
	for (size_t i = 0; i < blocks; i++) {
		double d = errors[i] - sum / n;
		squares += d * d;
	}
	double fano = squares / (n - 1) / (sum / n);
	struct estimate e = estimate_make(fano, fano * sqrt(2 / (n - 1)), n - 1,
					  blocks, "1", method, plane);
	if (fano > SYMBOL_FANO_MAX)
		e.flags |= ESTIMATE_FLAG_BURSTY;
	return e;
}

bool symbol_bursty(const struct estimate *fano)
{
	return fano->status == ESTIMATE_OK && fano->value > SYMBOL_FANO_MAX;
}

/* Errors of clusters of `together` blocks; returns how many there are. */
static size_t gather(const uint32_t *errors, size_t blocks, size_t together,
		     double *cluster)
{
	size_t n = blocks / together;

	for (size_t i = 0; i < n; i++) {
		cluster[i] = 0;
		for (size_t j = 0; j < together; j++)
			cluster[i] += errors[i * together + j];
	}
	return n;
}

static void resample(const double *cluster, size_t n, double *mean)
{
	gsl_rng *g = gsl_rng_alloc(gsl_rng_taus2);

	gsl_rng_set(g, 1);
	for (int b = 0; b < RESAMPLES; b++) {
		double sum = 0;
		for (size_t i = 0; i < n; i++)
			sum += cluster[gsl_rng_uniform_int(g, n)];
		mean[b] = sum / (double)n;
	}
	gsl_rng_free(g);
	gsl_sort(mean, 1, RESAMPLES);
}

/* Interval and u of a rate whose errors come in bursts. */
static void bootstrap(struct estimate *e, const uint32_t *errors,
		      size_t blocks, size_t block)
{
	size_t together = (blocks + CLUSTERS_MAX - 1) / CLUSTERS_MAX;
	double cluster[CLUSTERS_MAX], mean[RESAMPLES], sum = 0, squares = 0;
	size_t n = gather(errors, blocks, together, cluster);
	double slots = (double)(together * block);
	double wider = sqrt((double)n / (double)(n - 1));

	resample(cluster, n, mean);
	for (int b = 0; b < RESAMPLES; b++)
		sum += mean[b] / RESAMPLES;
	for (int b = 0; b < RESAMPLES; b++)
		squares += (mean[b] - sum) * (mean[b] - sum);
	e->u = wider * sqrt(squares / (RESAMPLES - 1)) / slots;
	double lo = mean[RESAMPLES / 40], hi = mean[RESAMPLES - RESAMPLES / 40];
	e->lo = fmin(e->lo, e->value - wider * (sum - lo) / slots);
	e->hi = fmax(e->hi, e->value + wider * (hi - sum) / slots);
	e->lo = fmax(e->lo, 0);
	e->hi = fmin(e->hi, 1);
	e->nu_eff = (double)(n - 1);
	e->method = "TC-1/cluster-bootstrap";
	e->flags |= ESTIMATE_FLAG_BURSTY;
}

struct estimate symbol_error_rate(const struct symbol_counts *c,
				  const struct estimate *fano,
				  const uint32_t *errors, size_t blocks,
				  size_t block)
{
	struct estimate e = binomial_rate(symbol_counts_errors(c),
					  symbol_counts_total(c),
					  "TC-1/clopper-pearson", plane);

	if (e.status == ESTIMATE_OK && symbol_bursty(fano))
		bootstrap(&e, errors, blocks, block);
	return e;
}

/* The rate of a part of the errors: bursts leave as much knowledge as fewer
 * independent symbols, by the Fano factor (Korn & Graubard 1998). */
static struct estimate rate(uint64_t k, uint64_t n, const struct estimate *fano)
{
	struct estimate e = binomial_rate(k, n, "TC-1/clopper-pearson", plane);

	if (!symbol_bursty(fano) || !estimate_usable(&e))
		return e;
	double N = fmax((double)n / fano->value, 1);
	double K = (double)k / (double)n * N;
	e.method = "TC-1/design-effect";
	e.flags |= ESTIMATE_FLAG_BURSTY;
	if (e.status == ESTIMATE_CENSORED) {
		e.value = e.hi = binomial_upper(0, N, .05);
		return e;
	}
	e.u *= sqrt(fano->value);
	e.lo = binomial_lower(K, N, .025);
	e.hi = binomial_upper(K, N, .025);
	return e;
}

struct estimate symbol_error_rate_of(const struct symbol_counts *c,
				     unsigned row, const struct estimate *fano)
{
	uint64_t sent = symbol_counts_sent(c, row);

	return rate(sent - c->n[row][row], sent, fano);
}

struct estimate symbol_invalid_rate(const struct symbol_counts *c,
				    const struct estimate *fano)
{
	const unsigned j = SYMBOL_DECIDED_NONE;

	return rate(c->n[0][j] + c->n[1][j] + c->n[2][j],
		    symbol_counts_total(c), fano);
}

struct estimate symbol_information(const struct symbol_counts *c,
				   const struct estimate *fano)
{
	static const char method[] = "TC-1/miller-madow";
	double N = (double)symbol_counts_total(c), sent[3], decided[4] = { 0 };
	double bits = 0, squares = 0, rows = 0, columns = 0;

	for (unsigned i = 0; i < 3; i++) {
		sent[i] = (double)symbol_counts_sent(c, i);
		rows += sent[i] > 0;
		for (unsigned j = 0; j < 4; j++)
			decided[j] += (double)c->n[i][j];
	}
	for (unsigned j = 0; j < 4; j++)
		columns += decided[j] > 0;
	if (rows < 2)
		return estimate_refuse(ESTIMATE_INSUFFICIENT, "bit", method,
				       "fewer than two different symbols were "
				       "sent: there is nothing to tell apart");
	for (unsigned i = 0; i < 3; i++) {
		for (unsigned j = 0; j < 4; j++) {
			double n = (double)c->n[i][j];
			if (!(n > 0))
				continue;
			double b = log2(n * N / (sent[i] * decided[j]));
			bits += n / N * b;
			squares += n / N * b * b;
		}
	}
	double wider = symbol_bursty(fano) ? fano->value : 1;
	double u = sqrt(fmax(squares - bits * bits, 0) * wider / N);
	bits -= (rows - 1) * (columns - 1) / (2 * N * M_LN2);
	struct estimate e = estimate_make(bits, u, INFINITY, (unsigned long)N,
					  "bit", method, plane);
	if (symbol_bursty(fano))
		e.flags |= ESTIMATE_FLAG_BURSTY;
	return e;
}
