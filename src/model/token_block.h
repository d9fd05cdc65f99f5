/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The plain token time (TP-1) of many trials at once, when only its four
 * times vary: what loopmodel_evaluate() gives, to the last bit, without what
 * it gives beside.
 */
#ifndef MODEL_TOKEN_BLOCK_H
#define MODEL_TOKEN_BLOCK_H

#include "model/loopmodel_uncertainty.h"

enum { /* the inputs that may vary */
	TOKEN_SLOT,
	TOKEN_LOOP,
	TOKEN_ATTENTION,
	TOKEN_IO,
	TOKEN_TIMES
};

struct token_block {
	int column[TOKEN_TIMES]; /* of x, or -1: constant */
	double constant[TOKEN_TIMES][LOOPMODEL_CHUNK];
	double min[TOKEN_TIMES], max[TOKEN_TIMES]; /* domain, for evaluate */
	double passes, slots, checkpoints;
	bool rate; /* tokens_per_s wanted, else token_s */
};

/* False if this output of this input with these fields varying is anything
 * more than that. nominal has been accepted by evaluate. */
bool loopmodel_token_block_init(struct token_block *b,
				const struct loopmodel_input *nominal,
				const unsigned *fields, size_t count,
				unsigned output);

/* False if a value is outside its domain. */
bool loopmodel_token_block(const struct token_block *b, const double *const *x,
			   double *y, size_t n);

#endif
