/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Single options of `loopgauge model`, each read into the request. All give
 * ERR_USAGE with a sentence that names the option. */
#ifndef COMMANDS_MODEL_PARTS_H
#define COMMANDS_MODEL_PARTS_H

#include "commands/model_request.h"

/* --slot 6ns+-6ps and all other inputs. */
enum err_code model_input_read(unsigned field, const char *text,
			       struct model_request *out,
			       struct err *e) MUST_CHECK;
/* --preset rig-16x6ns */
enum err_code model_preset_read(const char *name, struct model_request *out,
				struct err *e) MUST_CHECK;
/* --model deepseek-v3: how many MACs a dense token takes. */
enum err_code model_model_read(const char *name, struct model_request *out,
			       struct err *e) MUST_CHECK;
/* --sweep passes=64:1024:x2 */
enum err_code model_sweep_read(const char *text, struct model_request *out,
			       struct err *e) MUST_CHECK;
/* --correlate slot,loop=0.5 */
enum err_code model_correlation_read(const char *text,
				     struct model_request *out,
				     struct err *e) MUST_CHECK;
/* --halting 64:0.25,128:0.75 | 64,128,128 | geometric P | histogram FILE;
 * probe NULL = looked at after every pass. capped: passes was given and caps
 * T; else the longest T listed is the cap. */
enum err_code model_halting_read(const char *text, const char *probe,
				 bool capped, struct model_request *out,
				 struct err *e) MUST_CHECK;
/* --want 100, --solve lanes; solve NULL = all */
enum err_code model_want_read(const char *want, const char *solve,
			      struct model_request *out,
			      struct err *e) MUST_CHECK;
/* --measured 615+-8 */
enum err_code model_measured_read(const char *text, struct model_request *out,
				  struct err *e) MUST_CHECK;
/* --measured-input slot=6.02ns */
enum err_code model_measured_input_read(const char *text,
					struct model_request *out,
					struct err *e) MUST_CHECK;

#endif
