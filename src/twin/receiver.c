/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Photodiode, shot and thermal noise, converter; and their exact moments. */
#include "twin/receiver.h"

#include <math.h>
#include <string.h>

#include "twin/exact.h"

#define PI 3.14159265358979323846

static bool off(const struct twin_config *config, enum twin_source source)
{
	return config->noise_off & 1u << source;
}

void twin_receiver_solve(const struct twin_config *config,
			 const struct twin_optics *optics,
			 const struct twin_timing *timing,
			 struct twin_receiver *out)
{
	memset(out, 0, sizeof(*out));
	out->responsivity = config->receiver.responsivity_a_w;
	out->dark_a = config->receiver.dark_a;
	out->tia_ohm = config->receiver.tia_ohm;
	out->integrate = timing->integrate;
	out->noise_hz = timing->integrate ?
				1 / (2 * timing->slot_s) :
				PI / 2 * config->receiver.bandwidth_hz;
	double density = config->receiver.thermal_a_rthz;
	if (!off(config, TWIN_SOURCE_THERMAL))
		out->thermal_a = density * sqrt(out->noise_hz);
	if (!off(config, TWIN_SOURCE_SHOT))
		out->shot_a = 2 * TWIN_CHARGE_C * out->noise_hz;
	if (!timing->integrate)
		out->correlation =
			twin_exp(-1 / (timing->fs_hz * timing->tia_s));
	out->sums = timing->integrate ? config->adc.oversample : 1;
	double range = ldexp(1, (int)config->adc.bits);
	double top_a = out->responsivity *
		       twin_dbm_to_w(config->receiver.tap_dbm) *
		       optics->level[2];
	out->lsb_a = top_a / ((config->adc.top - config->adc.zero) * range);
	out->zero = (config->adc.zero - 0.5) * range;
	out->low = (int)(-range / 2);
	out->high = (int)(range / 2) - 1;
	if (!off(config, TWIN_SOURCE_ADC))
		out->noise_lsb = config->adc.noise_lsb;
	out->scale_mv = out->lsb_a * out->tia_ohm * 1e3 / out->sums;
	out->offset = out->sums * (0.5 - out->zero);
	out->saturation_a = config->receiver.saturation_a;
	out->gain = 1;
}

double twin_receiver_saturate(const struct twin_receiver *rx, double current,
			      double *slope)
{
	double x = rx->saturation_a > 0 ? current / rx->saturation_a : 0;
	double root = sqrt(1 + x * x);
	if (slope)
		*slope = 1 / (root * root * root);
	return current / root;
}

double twin_receiver_variance(const struct twin_receiver *rx, double power_w)
{
	double i = rx->responsivity * power_w + rx->dark_a;
	return rx->shot_a * i + rx->thermal_a * rx->thermal_a;
}

void twin_receiver_detect(const struct twin_receiver *rx,
			  const struct twin_receiver_noise *noise,
			  struct twin_rng_at at, const double *power_w,
			  double *current, size_t n)
{
	double *shot = noise->work, *thermal = noise->work + n;
	memset(noise->work, 0, 2 * n * sizeof(double));
	if (rx->shot_a > 0)
		twin_rng_normal(&noise->shot, at, shot, n);
	if (rx->thermal_a > 0)
		twin_rng_normal(&noise->thermal, at, thermal, n);
	/* Noise of a one-pole amplifier: first-order autoregression. */
	double a = rx->correlation, b = sqrt(1 - a * a), before = 0;
	for (size_t j = 0; j < n; j++) {
		double i = rx->responsivity * power_w[j] + rx->dark_a;
		double own = sqrt(rx->shot_a * i) * shot[j] +
			     rx->thermal_a * thermal[j];
		if (a > 0)
			own = j ? a * before + b * own : own;
		before = own;
		double sum = i + own;
		if (rx->saturation_a > 0)
			sum = twin_receiver_saturate(rx, sum, NULL);
		current[j] = rx->gain * sum + rx->baseline_a;
	}
}

/* floor() for small numbers, without a call. */
static inline int floor_small(double x)
{
	return (int)(x + 65536.0) - 65536;
}

unsigned long twin_receiver_convert(const struct twin_receiver *rx,
				    const struct twin_receiver_noise *noise,
				    struct twin_rng_at at,
				    const double *current, size_t n,
				    int16_t *out, size_t stride)
{
	const double *z = noise->work;
	size_t total = n * rx->sums;
	if (rx->noise_lsb > 0)
		twin_rng_normal(&noise->adc, at, noise->work, total);
	else
		memset(noise->work, 0, total * sizeof(double));
	unsigned long railed = 0;
	double per = 1 / rx->lsb_a;
	for (size_t j = 0; j < n; j++) {
		double x = rx->zero + current[j] * per;
		x = x < -60000 ? -60000 : x > 60000 ? 60000 : x;
		int sum = 0, rail = 0;
		for (unsigned s = 0; s < rx->sums; s++) {
			int q = floor_small(x + rx->noise_lsb *
							z[s * n + j]);
			rail |= (q <= rx->low) | (q >= rx->high);
			q = q < rx->low ? rx->low : q > rx->high ? rx->high : q;
			sum += q;
		}
		railed += (unsigned long)rail;
		out[j * stride] = (int16_t)sum;
	}
	return railed;
}

/* Damping of harmonic j of the staircase by Gaussian noise, LSB^2. */
static double damped(int j, double var)
{
	return exp(-2 * PI * PI * j * j * var);
}

#define HARMONICS 40

void twin_receiver_moments(const struct twin_receiver *rx, double mean,
			   double var, double *code_mean, double *code_var)
{
	/* One conversion: y = u + e(u), e(u) = sum_j sin(2 pi j u)/(pi j),
	 * u = x + shared noise (variance vs) + its own noise (va). */
	double x = rx->zero + mean / rx->lsb_a;
	double vs = var / (rx->lsb_a * rx->lsb_a);
	double va = rx->noise_lsb * rx->noise_lsb, v = vs + va;
	double bias = 0, one = v + 1.0 / 12, both = vs, c[HARMONICS + 1];
	int n = 0;
	for (int j = 1; j <= HARMONICS; j++) {
		double e = damped(j, v), cosine = cos(2 * PI * j * x);
		c[j] = damped(j, va) / (PI * j);
		if (c[j] < 1e-14)
			break;
		n = j;
		bias += e * sin(2 * PI * j * x) / (PI * j);
		one += (4 * v + 1 / (PI * PI * j * j)) * e * cosine;
		both += 4 * vs * e * cosine;
	}
	for (int i = 1; i <= n; i++)
		for (int j = 1; j <= n; j++)
			both += 0.5 * c[i] * c[j] *
				(cos(2 * PI * (i - j) * x) * damped(i - j, vs) -
				 cos(2 * PI * (i + j) * x) * damped(i + j, vs));
	one -= bias * bias;
	both -= bias * bias;
	double s = rx->sums;
	*code_mean = mean + bias * rx->lsb_a;
	*code_var = (one / s + both * (s - 1) / s) * rx->lsb_a * rx->lsb_a;
}
