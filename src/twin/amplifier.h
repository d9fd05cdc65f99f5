/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Elements that remember: the semiconductor amplifier whose gain follows the
 * power of all lanes, and the saturable absorber between its two limits. One
 * step a slot, the power being constant within it.
 */
#ifndef TWIN_AMPLIFIER_H
#define TWIN_AMPLIFIER_H

/*
 * h' = (h0 - h)/tau - (e^h - 1) p/tau, p = power over saturation power, for a
 * slot of x time constants from *h, which it changes. Returns the mean of the
 * gain e^h over the slot. Exponential Rosenbrock steps that start fine: exact
 * for p = 0 and at rest, else to about 1e-4 of the change of h.
 */
double twin_amplifier_slot(double h0, double p, double x, double *h);

/*
 * A' = (a0 - A)/tau - A p/tau for a slot of x time constants from *a, which it
 * changes. Returns the mean of A over the slot. Exact; x -> infinity gives
 * a0/(1 + p), x -> 0 leaves A alone.
 */
double twin_absorber_slot(double a0, double p, double x, double *a);

#endif
