/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The instruments that the simulated bench can be asked to have. */
#ifndef TWIN_SCPI_MODELS_H
#define TWIN_SCPI_MODELS_H

#include "twin/scpi_device.h"

extern const struct twin_scpi_model twin_scpi_8166b;	/* scpi_laser.c */
extern const struct twin_scpi_model twin_scpi_tsl570;	/* scpi_santec.c */
extern const struct twin_scpi_model twin_scpi_n7761a;	/* scpi_attenuator.c */
extern const struct twin_scpi_model twin_scpi_pm100d;	/* scpi_power_meter.c */
extern const struct twin_scpi_model twin_scpi_8163b;	/* scpi_multimeter.c */
extern const struct twin_scpi_model twin_scpi_aedfa;	/* scpi_edfa.c */
extern const struct twin_scpi_model twin_scpi_itc4001;	/* scpi_itc4000.c */
extern const struct twin_scpi_model twin_scpi_aq6370d;	/* scpi_osa.c */
extern const struct twin_scpi_model twin_scpi_wt310;	/* scpi_wattmeter.c */
extern const struct twin_scpi_model twin_scpi_dp832;	/* scpi_supply.c */
extern const struct twin_scpi_model twin_scpi_224;	/* scpi_thermometer.c */

/* The first of a role is its default; NULL ends. */
extern const struct twin_scpi_model *const twin_scpi_models[];

/* "power_meter" or "power_meter:8163B"; NULL if there is none. */
const struct twin_scpi_model *twin_scpi_model_find(const char *text);

#endif
