/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of the bench reader share. */
#ifndef PLAN_BENCH_PRIVATE_H
#define PLAN_BENCH_PRIVATE_H

#include "plan/bench.h"

/* calibrated and due, compared with today. */
void bench_dates_read(struct yaml_node map, const char *today,
		      struct bench_instrument *inst);

/* The map `calibration`, which may be absent. */
enum err_code bench_calibration_read(struct yaml_node map, struct bench *bench,
				     struct err *e);

#endif
