/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * FE-1: what a receiver's noise should be, from first principles; to set
 * measured floors against. Currents in A, powers in W, bandwidths in Hz.
 */
#ifndef ANALYSIS_RECEIVER_H
#define ANALYSIS_RECEIVER_H

/* Johnson current noise density of a resistor, A/sqrt(Hz). */
double receiver_johnson(double ohm, double kelvin);

/* Shot noise density of a current, A/sqrt(Hz). */
double receiver_shot(double ampere);

/* Thermal noise power density kT, dBm/Hz. */
double receiver_thermal_dbm_hz(double kelvin);

struct receiver {
	double responsivity; /* A/W */
	double in;	     /* input noise density, A/sqrt(Hz) */
	double rin;	     /* of the source, dB/Hz */
	double bandwidth;    /* noise bandwidth Be, Hz */
};

/* Carrier SNR (level^2 over variance), linear, limited by one term and in
 * total, at received power p. */
struct receiver_budget {
	double shot, thermal, rin, total;
};

struct receiver_budget receiver_budget(const struct receiver *r, double p);

#endif
