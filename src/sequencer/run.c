/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Order, retry, recording: one step after the other. */
#include "sequencer/run.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "capture/sigmf.h"
#include "instruments/instrument.h"
#include "sequencer/bind.h"
#include "sequencer/closure.h"
#include "sequencer/judge.h"
#include "sequencer/params_json.h"
#include "sequencer/progress.h"
#include "sequencer/stop.h"
#include "sequencer/work.h"

#define RUN_UTC 40

static bool run_progress(void *context, double part)
{
	(void)context;
	progress_part(part);
	return !stop_requested();
}

/* Texts of one stored recording. */
struct run_files {
	char name[128], data[DIGEST_HEX], meta[DIGEST_HEX];
};

static enum err_code run_save(const struct plan_step *step,
			      struct session *session, struct store *store,
			      const struct capture_list *captures,
			      struct run_files *files,
			      struct store_capture *rows, struct err *e)
{
	struct instrument *controller = session->role[ROLE_CONTROLLER];
	const char *hardware = controller ? instrument_identity(controller) :
					    "";
	for (size_t i = 0; i < captures->count; i++) {
		const struct capture *c = captures->items[i];
		char base[4096], utc[RUN_UTC];
		snprintf(files[i].name, sizeof(files[i].name), "%s.%s",
			 step->name, c->label);
		snprintf(base, sizeof(base), "%s/captures/%s",
			 store_dir(store), files[i].name);
		enum err_code code = sigmf_write(base, c,
						 clock_utc(utc, sizeof(utc)),
						 hardware, files[i].data,
						 files[i].meta, e);
		if (code)
			return code;
		rows[i] = (struct store_capture){
			.step = step->name, .label = c->label,
			.name = files[i].name, .sha512_data = files[i].data,
			.sha512_meta = files[i].meta,
		};
	}
	return ERR_OK;
}

/* Evaluates, saves the recordings, commits the point. */
static enum err_code run_finish(const struct plan_step *step,
				struct session *session, struct store *store,
				const struct capture_list *captures,
				const char *started, struct err *e)
{
	char ended[RUN_UTC];
	struct judged judged = { 0 };
	struct run_files *files = calloc(captures->count + 1, sizeof(*files));
	struct store_capture *rows = calloc(captures->count + 1,
					    sizeof(*rows));
	char *params = params_json(step->params);
	enum err_code code = ERR_OK;
	if (!files || !rows || !params)
		code = err_set(e, ERR_NOMEM, "out of memory");
	if (!code)
		code = run_save(step, session, store, captures, files, rows,
				e);
	if (!code)
		code = judge_step(step, captures, &judged, e);
	if (!code) {
		struct store_point point = {
			.step = step->name,
			.procedure = step->procedure->name,
			.params_json = params, .status = "done",
			.started_utc = started,
			.ended_utc = clock_utc(ended, sizeof(ended)),
			.results = judged.rows, .nresults = judged.nrows,
			.captures = rows, .ncaptures = captures->count,
			.curves = judged.curves, .ncurves = judged.ncurves,
		};
		code = store_point_add(store, &point, e);
	}
	judge_free(&judged);
	free(files);
	free(rows);
	free(params);
	return code;
}

static enum err_code run_acquire(const struct plan_step *step,
				 struct session *session,
				 struct capture_list *captures, struct err *e)
{
	const struct procedure *p = bind_procedure(step->procedure);
	enum err_code code = session_facts(session, e);
	if (code)
		return code;
	struct procedure_env env = {
		.params = step->params, .facts = session->facts,
		.nfacts = session->nfacts, .progress = run_progress,
	};
	memcpy(env.role, session->role, sizeof(env.role));
	code = p->acquire(&env, captures, e);
	/* What a signal interrupts may come back as any error. */
	if (code && stop_requested())
		code = err_set(e, ERR_ABORTED, "stopped by %s",
			       stop_signal_name());
	return code;
}

static bool run_transient(enum err_code code)
{
	return code == ERR_TIMEOUT || code == ERR_CLOSED ||
	       code == ERR_PROTOCOL;
}

/* What a step came to when there are no results to keep. */
static enum err_code run_note(const struct plan_step *step,
			      struct store *store, const char *status,
			      const char *started, struct err *e)
{
	char ended[RUN_UTC];
	struct store_point point = {
		.step = step->name,
		.procedure = step->procedure ? step->procedure->name : "set",
		.params_json = "{}", .status = status,
		.started_utc = started,
		.ended_utc = clock_utc(ended, sizeof(ended)),
	};
	return store_point_add(store, &point, e);
}

static enum err_code run_failed(const struct plan_step *step,
				struct store *store, const char *started,
				struct err *e)
{
	char status[ERR_TEXT_MAX + 16];
	struct err second = { 0 };
	snprintf(status, sizeof(status), "error: %s", e->text);
	if (e->code != ERR_ABORTED &&
	    run_note(step, store, status, started, &second))
		log_warn("%s", second.text);
	return e->code;
}

static enum err_code run_actions(const struct plan_step *step,
				 struct session *session, struct err *e)
{
	for (size_t i = 0; i < step->nactions; i++) {
		if (stop_requested())
			return err_set(e, ERR_ABORTED, "stopped by %s",
				       stop_signal_name());
		enum err_code code = session_apply(session, &step->actions[i],
						   e);
		if (code)
			return code;
	}
	return ERR_OK;
}

/* Only a step that failed leaves a point, and one more when it has worked
 * after all. */
static enum err_code run_set(const struct plan_step *step,
			     struct session *session, struct store *store,
			     struct err *e)
{
	char started[RUN_UTC];
	clock_utc(started, sizeof(started));
	enum err_code code = run_actions(step, session, e);
	if (code)
		return run_failed(step, store, started, e);
	if (store_point_failed(store, step->name))
		code = run_note(step, store, "done", started, e);
	return code;
}

static enum err_code run_measure(const struct plan_step *step,
				 struct session *session, struct store *store,
				 struct err *e)
{
	char started[RUN_UTC];
	struct capture_list captures = { 0 };
	clock_utc(started, sizeof(started));
	enum err_code code = run_acquire(step, session, &captures, e);
	if (run_transient(code)) {
		char event[ERR_TEXT_MAX + 64];
		struct err ignored = { 0 };
		snprintf(event, sizeof(event), "%s: tried again after: %s",
			 step->name, e->text);
		if (store_event_add(store, event, &ignored))
			log_warn("%s", ignored.text);
		log_note("%s", event);
		capture_list_free(&captures);
		code = run_acquire(step, session, &captures, e);
	}
	if (!code)
		code = run_finish(step, session, store, &captures, started, e);
	capture_list_free(&captures);
	return code ? run_failed(step, store, started, e) : ERR_OK;
}

/* What a resumed run does not do again is no work. */
static double run_work(const struct plan_step *step, struct store *store)
{
	return store_point_done(store, step->name) ? 0 : work_of_step(step);
}

enum err_code run_plan(const struct plan *plan, struct session *session,
		       struct store *store, struct err *e)
{
	enum err_code code = ERR_OK;
	double work = 0;
	for (size_t i = 0; i < plan->nsteps; i++)
		work += run_work(&plan->steps[i], store);
	progress_start(plan->nsteps, work);
	for (size_t i = 0; !code && i < plan->nsteps; i++) {
		const struct plan_step *step = &plan->steps[i];
		progress_step(i, step->name, run_work(step, store));
		if (stop_requested())
			code = err_set(e, ERR_ABORTED, "stopped by %s",
				       stop_signal_name());
		else if (step->kind == PLAN_STEP_SET)
			code = run_set(step, session, store, e);
		else if (!store_point_done(store, step->name))
			code = run_measure(step, session, store, e);
		if (code)
			err_prefix(e, "step %zu %s", i + 1, step->name);
		else
			log_detail("step %zu %s: done", i + 1, step->name);
	}
	progress_end();
	return code;
}

enum err_code run_close(const struct plan *plan, struct store *store,
			struct err *e)
{
	char utc[RUN_UTC];
	struct store_run *run;
	struct closure closure;
	if (!plan->model.present || store_point_done(store, CLOSURE_STEP))
		return ERR_OK;
	enum err_code code = store_run_load(store, &run, e);
	if (code)
		return code;
	code = closure_evaluate(plan, run, closure_lanes(store),
				&closure, e);
	if (!code) {
		clock_utc(utc, sizeof(utc));
		struct store_point point = {
			.step = CLOSURE_STEP, .procedure = "token-time",
			.params_json = "{}", .status = "done",
			.started_utc = utc, .ended_utc = utc,
			.results = closure.rows, .nresults = closure.nrows,
		};
		code = store_point_add(store, &point, e);
	}
	if (!code && closure.binding)
		code = store_meta_set(store, "binding", closure.binding, e);
	if (!code && closure.binding)
		code = store_meta_set(store, "mac_accounting",
				      closure.mac_accounting, e);
	store_run_free(run);
	return code;
}

static enum err_code run_captures(struct store *store,
				  const struct store_point *point,
				  struct capture_list *captures, struct err *e)
{
	for (size_t i = 0; i < point->ncaptures; i++) {
		char base[4096];
		struct capture *capture;
		snprintf(base, sizeof(base), "%s/captures/%s",
			 store_dir(store), point->captures[i].name);
		enum err_code code = sigmf_read(
			base, point->captures[i].sha512_meta, &capture, e);
		if (!code)
			code = capture_list_add(captures, capture, e);
		if (code)
			return code;
	}
	return ERR_OK;
}

enum err_code run_rejudge(const struct plan *plan, struct store *store,
			  const struct store_point *point, struct judged *out,
			  struct err *e)
{
	struct capture_list captures = { 0 };
	const struct plan_step *step = NULL;
	for (size_t i = 0; i < plan->nsteps; i++)
		if (strcmp(plan->steps[i].name, point->step) == 0)
			step = &plan->steps[i];
	if (!step || step->kind != PLAN_STEP_PROCEDURE)
		return err_set(e, ERR_INPUT, "the stored plan has no step %s",
			       point->step);
	enum err_code code = run_captures(store, point, &captures, e);
	if (!code)
		code = judge_step(step, &captures, out, e);
	capture_list_free(&captures);
	return code ? err_prefix(e, "step %s", point->step) : ERR_OK;
}
