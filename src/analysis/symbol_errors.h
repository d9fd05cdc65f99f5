/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * TC-1: symbol error rate, error rate of each symbol and mutual information
 * from a confusion matrix, and whether the errors came alone: the interval of
 * a rate is no longer binomial when they come in bursts.
 */
#ifndef ANALYSIS_SYMBOL_ERRORS_H
#define ANALYSIS_SYMBOL_ERRORS_H

#include <stddef.h>
#include <stdint.h>

#include "analysis/symbol_count.h"
#include "base/estimate.h"

/* Blocks below which bursts cannot be told from chance. */
#define SYMBOL_BLOCKS_MIN 20
/* Fano factor above which errors are BURSTY. */
#define SYMBOL_FANO_MAX 1.5

/*
 * Variance by mean of the errors of equally long blocks: 1 - SER where errors
 * are independent. Refused without errors and below SYMBOL_BLOCKS_MIN.
 */
struct estimate symbol_fano(const uint32_t *errors, size_t blocks);

/* True for a factor above SYMBOL_FANO_MAX. */
bool symbol_bursty(const struct estimate *fano);

/*
 * Errors by symbols sent: Clopper-Pearson, or if `fano` says BURSTY a cluster
 * bootstrap of whole blocks (errors[blocks] of `block` slots). No error: a
 * one-sided bound.
 */
struct estimate symbol_error_rate(const struct symbol_counts *c,
				  const struct estimate *fano,
				  const uint32_t *errors, size_t blocks,
				  size_t block);

/* Errors where row - 1 was sent; wider by the Fano factor when BURSTY. */
struct estimate symbol_error_rate_of(const struct symbol_counts *c,
				     unsigned row,
				     const struct estimate *fano);

/* Decisions that were no symbol, by symbols sent; likewise. */
struct estimate symbol_invalid_rate(const struct symbol_counts *c,
				    const struct estimate *fano);

/* Bits a symbol between what was sent and what was decided (invalid being a
 * decision of its own), less the bias of Miller and Madow. */
struct estimate symbol_information(const struct symbol_counts *c,
				   const struct estimate *fano);

#endif
