/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The characterization report: one HTML file that needs no network and no
 * script. Read-only over the run store; can always be made again.
 *
 * Whoever stores the model's answer uses these names, so that the summary and
 * the budget find it:
 *   result tokens_per_s, and one result share_INPUT (unit "1", 0..1) per input
 *   of the rate, INPUT being the quantity it was taken from (slot_period,
 *   loop_period, attention_time, io_time);
 *   results NAME_u: uncertainties stored as results, listed in the budget;
 *   provenance mac_accounting: the sentence of model_mac_sentence;
 *   provenance binding: what sets the pass time, in words.
 */
#ifndef REPORT_REPORT_H
#define REPORT_REPORT_H

#include "base/err.h"
#include "results/store.h"

#define REPORT_TOKENS_PER_S "tokens_per_s"
#define REPORT_SHARE "share_"
#define REPORT_COMPONENT "_u"
#define REPORT_META_MAC "mac_accounting"
#define REPORT_META_BINDING "binding"

/*
 * Writes the report of an open run to path, atomically (a new file takes the
 * old one's place). Figures that gnuplot cannot draw become sentences; that is
 * no error.
 */
enum err_code report_write(struct store *store, const char *path,
			   struct err *e) MUST_CHECK;

#endif
