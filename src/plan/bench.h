/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Bench files, checked: which driver plays which role, where it is, and the
 * calibration that is not on the wire. As with plans, problems are collected
 * in bench->file and must be checked before anything is used; an overdue
 * calibration is a warning. Reading opens no instrument.
 *
 *	bench: twin
 *	stage: S2
 *	instruments:
 *	  laser:
 *	    driver: santec-bank
 *	    address: tcp:127.0.0.1:5025
 *	    timeout: 2 s                     # optional
 *	    settings: {channels: 1}          # optional
 *	    calibrated: 2026-01-10           # optional, as due and certificate
 *	    due: 2027-01-10
 *	    certificate: K-1234
 *	calibration:
 *	  adc_clock_u: 1 ppm                 # relative standard uncertainty
 *	  trigger_delay: {value: 0 ps, u: 20 ps}
 *	  responsivity: {value: 0.9 A/W, u: 0.009 A/W}
 *	  transimpedance: {value: 1 kohm, u: 5 ohm}
 *	  lanes:
 *	    - {wavelength: 1550 nm, mode: LP01, laser_channel: 1}
 */
#ifndef PLAN_BENCH_H
#define PLAN_BENCH_H

#include "plan/plan.h"

struct bench_instrument {
	const struct plan_role *role;
	const struct plan_driver *driver;
	const char *address;
	int timeout_ms;		       /* 0 = not given */
	struct param_values *settings; /* of driver->settings */
	/* ISO dates and a name; "" = not given */
	const char *calibrated, *due, *certificate;
	int line;
};

struct bench_value {
	bool given;
	double value, u; /* base unit, standard uncertainty */
};

struct bench_lane {
	double wavelength_m;
	const char *mode; /* "" = not given */
	long laser_channel; /* from 1 */
};

struct bench {
	struct yaml_file *file;
	const char *name, *stage;
	struct bench_instrument *instruments;
	size_t ninstruments;
	/* Relative standard uncertainty of the ADC clock; value is u. */
	struct bench_value adc_clock_u;
	struct bench_value trigger_delay;  /* s, correction to the nominal */
	struct bench_value responsivity;   /* A/W at P4 */
	struct bench_value transimpedance; /* ohm */
	struct bench_lane *lanes;
	size_t nlanes;
};

/* today: "2026-11-24", with which `due` is compared; NULL = the wall clock. */
enum err_code bench_read(const char *path, const struct plan_catalog *catalog,
			 const char *today, struct bench **out,
			 struct err *e) MUST_CHECK;
enum err_code bench_parse(const char *name, const char *text, size_t len,
			  const struct plan_catalog *catalog,
			  const char *today, struct bench **out,
			  struct err *e) MUST_CHECK;
void bench_free(struct bench *bench); /* NULL is accepted */

/* NULL if nobody plays the role. */
const struct bench_instrument *bench_find(const struct bench *bench,
					  const char *role);

/*
 * Does the bench have what the plan needs? Missing roles become problems of
 * the bench's file, another stage becomes a warning there.
 */
void bench_check_plan(struct bench *bench, const struct plan *plan);

/* Is address well formed, with a scheme of schemes[]? ERR_INPUT says what was
 * expected. */
enum err_code bench_address_check(const char *address,
				  const char *const *schemes,
				  struct err *e) MUST_CHECK;

#endif
