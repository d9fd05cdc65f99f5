/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Distribution of what a comparator sees in one slot: light with Gaussian
 * field noise, detected as power, with shot, thermal and input noise. Its
 * moment generating function is known in closed form; probabilities of any
 * size follow by integration through the saddle point (Helstrom and Ritcey,
 * "Evaluating radar detection probabilities by steepest descent", IEEE Trans.
 * AES-20, 1984), to a relative error of about 1e-10 of the tail.
 *
 * With field u + n, components of n independent of variances v, power x R =
 * current, shot variance h a unit of current:
 *	ln E e^(s i) = sum [u^2 S/(1 - 2 v S) - ln(1 - 2 v S)/2], S = R (s + h
 *	s^2/2).
 */
#ifndef TWIN_EYE_H
#define TWIN_EYE_H

#define TWIN_EYE_PARTS 8

/* Light at the photodiode in one slot of the loop, W: the four components of
 * its field along the axes of their covariance, and the rest of its power,
 * which varies independently. */
struct twin_eye_light {
	double square[4];   /* of the mean component */
	double variance[4]; /* of the component */
	double source[4];   /* change of square with its laser's power noise,
			       times the sd of that */
	double other, other_var;
};

/* Sample of the light of several slots; sign -1: of the rail that is taken
 * from the other. */
struct twin_eye {
	unsigned n;
	struct twin_eye_light part[TWIN_EYE_PARTS];
	double sign[TWIN_EYE_PARTS];
	double responsivity;
	double shot_a;	  /* variance per A */
	double offset_a;  /* current without light */
	double noise_var; /* A^2, of all noise that does not know the light */
};

/* Adds the light of one slot, of which the sample has this much. No more than
 * TWIN_EYE_PARTS: further ones are lost. */
void twin_eye_add(struct twin_eye *eye, const struct twin_eye_light *light,
		  double weight, double sign);
/* Mean and variance of the current. */
void twin_eye_moments(const struct twin_eye *eye, double *mean, double *var);
/* Probabilities of a current below and above x: each with its own precision,
 * the smaller not as one less the larger. */
void twin_eye_tails(const struct twin_eye *eye, double x, double *below,
		    double *above);
/* ln of the density at x. */
double twin_eye_log_density(const struct twin_eye *eye, double x);

#endif
