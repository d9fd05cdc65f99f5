/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Integrals through the saddle point of a moment generating function. */
#include "twin/eye.h"

#include <math.h>
#include <stdbool.h>

#include "twin/exact.h"

#define PI 3.14159265358979323846
#define NODES 4000
#define NEWTON 60

struct complex {
	double re, im;
};

static inline struct complex times(struct complex a, struct complex b)
{
	return (struct complex){ a.re * b.re - a.im * b.im,
				 a.re * b.im + a.im * b.re };
}

static inline struct complex inverse(struct complex a)
{
	double square = a.re * a.re + a.im * a.im;
	return (struct complex){ a.re / square, -a.im / square };
}

/* Principal branch. */
static inline struct complex root(struct complex a)
{
	double size = sqrt(a.re * a.re + a.im * a.im);
	double re = sqrt((size + fabs(a.re)) / 2), im;
	if (!(re > 0))
		return (struct complex){ 0, 0 };
	im = fabs(a.im) / (2 * re);
	if (a.re < 0) {
		double keep = re;
		re = im;
		im = keep;
	}
	return (struct complex){ re, a.im < 0 ? -im : im };
}

void twin_eye_add(struct twin_eye *eye, const struct twin_eye_light *light,
		  double weight, double sign)
{
	if (!(weight > 0) || eye->n == TWIN_EYE_PARTS)
		return;
	struct twin_eye_light *part = &eye->part[eye->n];
	for (int i = 0; i < 4; i++) {
		part->square[i] = weight * light->square[i];
		part->variance[i] = weight * light->variance[i];
		part->source[i] = weight * light->source[i];
	}
	part->other = weight * light->other;
	part->other_var = weight * weight * light->other_var;
	eye->sign[eye->n++] = sign;
}

/* First and second derivative of ln E e^(s i) at a real s. */
static void slopes(const struct twin_eye *eye, double s, double *first,
		   double *second)
{
	double k1 = eye->offset_a + s * eye->noise_var, k2 = eye->noise_var;
	for (unsigned p = 0; p < eye->n; p++) {
		const struct twin_eye_light *l = &eye->part[p];
		double r = eye->responsivity, h = eye->shot_a;
		double t = r * s * (eye->sign[p] + h * s / 2);
		double t1 = r * (eye->sign[p] + h * s), t2 = r * h;
		/* Derivatives with respect to t. */
		double a1 = l->other + t * l->other_var, a2 = l->other_var;
		double q = 0, q1 = 0, q2 = 0;
		for (int i = 0; i < 4; i++) {
			double v = l->variance[i], d = 1 / (1 - 2 * v * t);
			double dd = d * d;
			a1 += v * d + l->square[i] * dd;
			a2 += 2 * v * v * dd + 4 * v * l->square[i] * dd * d;
			q += l->source[i] * t * d;
			q1 += l->source[i] * dd;
			q2 += 4 * v * l->source[i] * dd * d;
		}
		a1 += q * q1;
		a2 += q1 * q1 + q * q2;
		k1 += a1 * t1;
		k2 += a2 * t1 * t1 + a1 * t2;
	}
	*first = k1;
	*second = k2;
}

void twin_eye_moments(const struct twin_eye *eye, double *mean, double *var)
{
	slopes(eye, 0, mean, var);
}

/* ln E e^(s (i - x)) but for the square roots' phase and size, which go to
 * *factor. */
static struct complex exponent(const struct twin_eye *eye, struct complex s,
			       double x, struct complex *factor)
{
	struct complex ss = times(s, s), f = { 1, 0 };
	struct complex sum = {
		s.re * (eye->offset_a - x) + ss.re * eye->noise_var / 2,
		s.im * (eye->offset_a - x) + ss.im * eye->noise_var / 2
	};
	double r = eye->responsivity, h = eye->shot_a / 2;
	for (unsigned p = 0; p < eye->n; p++) {
		const struct twin_eye_light *l = &eye->part[p];
		double sign = eye->sign[p];
		struct complex t = { r * (sign * s.re + h * ss.re),
				     r * (sign * s.im + h * ss.im) };
		struct complex z[4], q = { 0, 0 }, u = { l->other, 0 };
		for (int i = 0; i < 4; i++) {
			double v = -2 * l->variance[i];
			z[i] = (struct complex){ 1 + v * t.re, v * t.im };
			struct complex d = inverse(z[i]);
			u.re += l->square[i] * d.re;
			u.im += l->square[i] * d.im;
			q.re += l->source[i] * d.re;
			q.im += l->source[i] * d.im;
		}
		/* t u + t^2 (q^2 + other_var)/2 */
		q = times(q, q);
		q.re = (q.re + l->other_var) / 2;
		q.im /= 2;
		q = times(q, t);
		q.re += u.re;
		q.im += u.im;
		q = times(q, t);
		sum.re += q.re;
		sum.im += q.im;
		/* Real parts of z are positive, so a product of two is on the
		 * principal branch. */
		f = times(f, times(root(times(z[0], z[1])),
				   root(times(z[2], z[3]))));
	}
	*factor = inverse(f);
	return sum;
}

/* Real s nearest to 0 on the side of `side` at which a part diverges. */
static double limit(const struct twin_eye *eye, double side)
{
	double nearest = HUGE_VAL, h = eye->shot_a;
	for (unsigned p = 0; p < eye->n; p++)
		for (int i = 0; i < 4; i++) {
			double v = 2 * eye->responsivity *
				   eye->part[p].variance[i];
			if (!(v > 0))
				continue;
			/* v (s + h s^2/2) = 1; for the other sign of s it is
			 * the far root. */
			double w = sqrt(1 + 2 * h / v), s = 2 / (v * (1 + w));
			if (side * eye->sign[p] < 0)
				s = h > 0 ? (1 + w) / h : HUGE_VAL;
			nearest = s < nearest ? s : nearest;
		}
	return nearest;
}

/* Saddle point of e^(-s x) E e^(s i) / s^order on one side of 0, and the
 * second derivative there. */
static double saddle(const struct twin_eye *eye, double x, double side,
		     int order, double *curvature)
{
	double mean, var, end = limit(eye, side), k1, k2;
	slopes(eye, 0, &mean, &var);
	double off = side * (x - mean);
	double s = (off + sqrt(off * off + 4 * var * order)) / (2 * var);
	/* From well inside: near its end the derivative may have another root,
	 * where components of the field answer the laser's noise with opposite
	 * signs. */
	if (!(s < end / 2))
		s = end / 2;
	for (int i = 0; i < NEWTON; i++) {
		slopes(eye, side * s, &k1, &k2);
		double pole = order ? 1 / s : 0;
		double step = (side * (k1 - x) - pole) /
			      (k2 + (order ? pole / s : 0));
		double next = s - step;
		if (order && next <= 0)
			next = s / 2;
		if (next >= end)
			next = (s + end) / 2;
		bool done = fabs(next - s) < 1e-4 / sqrt(k2);
		s = next;
		if (done)
			break;
	}
	slopes(eye, side * s, &k1, curvature);
	return side * s;
}

/* ln of the integral of e^(-s x) E e^(s i) / s^order along a line through c,
 * over 2 pi i. */
static double integral(const struct twin_eye *eye, double x, double c,
		       int order, double curvature)
{
	double step = 0.7 / sqrt(curvature),
	       room = fabs(limit(eye, c) - fabs(c));
	if (order && step > 0.2 * fabs(c))
		step = 0.2 * fabs(c);
	if (step > 0.2 * room)
		step = 0.2 * room;
	struct complex at_c, factor;
	double top = exponent(eye, (struct complex){ c, 0 }, x, &at_c).re;
	double scale = at_c.re / (order ? fabs(c) : 1), sum = 0.5;
	for (int j = 1; j < NODES; j++) {
		struct complex s = { c, j * step };
		struct complex e = exponent(eye, s, x, &factor), turn;
		double size = twin_exp(e.re - top) / scale;
		twin_cos_sin(e.im / (2 * PI), &turn.re, &turn.im);
		factor = times(factor, turn);
		if (order) {
			factor = times(factor, inverse(s));
			size *= c > 0 ? 1 : -1;
		}
		double term = size * factor.re;
		sum += term;
		if (fabs(size) * (fabs(factor.re) + fabs(factor.im)) <
		    1e-15 * fabs(sum))
			break;
	}
	return sum > 0 ? top + twin_log(scale * sum * step / PI) : -HUGE_VAL;
}

void twin_eye_tails(const struct twin_eye *eye, double x, double *below,
		    double *above)
{
	double mean, var, curvature;
	twin_eye_moments(eye, &mean, &var);
	double side = x > mean ? 1 : -1;
	double *small = side > 0 ? above : below;
	double *large = side > 0 ? below : above;
	*small = 0;
	if (var > 0 && isfinite(x)) {
		double c = saddle(eye, x, side, 1, &curvature);
		*small = twin_exp(integral(eye, x, c, 1, curvature));
	}
	*large = 1 - *small;
}

double twin_eye_log_density(const struct twin_eye *eye, double x)
{
	double mean, var, curvature;
	twin_eye_moments(eye, &mean, &var);
	double c = saddle(eye, x, x > mean ? 1 : -1, 0, &curvature);
	return integral(eye, x, c, 0, curvature);
}
