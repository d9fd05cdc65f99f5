/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * SB-2: average run length of control charts for independent normal subgroup
 * means whose level is off by `shift` standard deviations: how many subgroups
 * until a signal. shift = 0 is the false alarm rate by which limits are
 * chosen (ISO 7870; Page 1954; Crowder 1987).
 */
#ifndef ANALYSIS_CHART_ARL_H
#define ANALYSIS_CHART_ARL_H

/* One Shewhart limit on either side, `limit` standard deviations away. */
double chart_arl_shewhart(double limit, double shift);

/* Integral equation, started at 0. k, h >= 0 in standard deviations, h <= 30.
 * NaN outside of that. */
double chart_arl_cusum_one_sided(double k, double h, double shift);
double chart_arl_cusum(double k, double h, double shift);

/* Siegmund's approximation, one-sided (1985): to see what it is worth. */
double chart_arl_siegmund(double k, double h, double shift);

/* Two-sided EWMA with its final limits L sqrt(lambda/(2 - lambda)), started at
 * the centre. .01 <= lambda <= 1, 0 < L <= 10; else NaN. */
double chart_arl_ewma(double lambda, double limit, double shift);

/* The limit (L, h, L) with this ARL at shift 0, 2..1e6; NaN if there is none. */
double chart_limit_shewhart(double arl);
double chart_limit_cusum(double k, double arl);
double chart_limit_ewma(double lambda, double arl);

#endif
