/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The open instruments of one bench, and its safe state. Whatever happens,
 * session_safe() brings the light down in order: amplifier, laser, then
 * shutter and source gate, each verified by read-back.
 */
#ifndef SEQUENCER_SESSION_H
#define SEQUENCER_SESSION_H

#include <stdbool.h>

#include "instruments/instrument.h"
#include "plan/bench.h"
#include "plan/plan.h"
#include "procedure/procedure.h"

#define SESSION_FACTS_MAX 16

struct session {
	const struct bench *bench;
	struct instrument *role[ROLE_COUNT];
	struct capture_fact facts[SESSION_FACTS_MAX];
	size_t nfacts;
};

/*
 * Opens and identifies every instrument of the bench. If one cannot be
 * reached, the others are brought to their safe state and closed, and the
 * error names the role. ERR_UNSAFE if that could not be verified.
 */
enum err_code session_open(const struct bench *bench, struct session *out,
			   struct err *e) MUST_CHECK;
void session_close(struct session *session);

/* Opens and identifies, and changes nothing: how many cannot be reached, and
 * why, by role. */
size_t session_open_each(const struct bench *bench, struct session *out,
			 struct err problems[ROLE_COUNT]);

/* Applies one action of a `set` step. */
enum err_code session_apply(struct session *session,
			    const struct plan_action *action,
			    struct err *e) MUST_CHECK;

/* Asks the instruments how they are set and keeps it as facts. */
enum err_code session_facts(struct session *session, struct err *e) MUST_CHECK;

/*
 * The safe state of amplifier, laser and attenuator, verified; the source gate
 * is closed too if it can. An instrument that does not answer is opened once
 * more. All of them are tried whatever fails; ERR_UNSAFE lists what could not
 * be shown to be safe.
 */
enum err_code session_safe(struct session *session, struct err *e) MUST_CHECK;

#endif
