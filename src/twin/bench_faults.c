/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The faults of the bench: put in, asked for, cleared. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "twin/bench_private.h"

/* The event comes first: the fault may be one of events. */
int twin_fault_set(struct twin_bench *bench, const char *text)
{
	pthread_mutex_lock(&bench->lock);
	struct twin_fault_set trial = bench->faults;
	int code = twin_faults_add(&trial, text);
	if (code == 0) {
		bench_note(bench, false, "fault %s", text);
		if (strncmp(text, "clear", 5) != 0)
			bench_event(bench, TWIN_EVENT_FAULT, 0);
		bench->faults = trial;
	}
	pthread_mutex_unlock(&bench->lock);
	return code;
}

bool twin_fault_active(struct twin_bench *bench, const char *name)
{
	pthread_mutex_lock(&bench->lock);
	bool active = twin_faults_has(&bench->faults, name);
	pthread_mutex_unlock(&bench->lock);
	return active;
}

bool twin_fault_take(struct twin_bench *bench, const char *name,
		     const char *target)
{
	pthread_mutex_lock(&bench->lock);
	bool taken = twin_faults_take(&bench->faults, name, target);
	pthread_mutex_unlock(&bench->lock);
	return taken;
}

char *twin_fault_list(struct twin_bench *bench)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);
	if (!out)
		return NULL;
	pthread_mutex_lock(&bench->lock);
	for (unsigned i = 0; i < bench->faults.count; i++) {
		const struct twin_fault *fault = &bench->faults.fault[i];
		fprintf(out, "%s%s%s%s", i ? "\n" : "", fault->name,
			*fault->target ? ":" : "", fault->target);
		if (fault->after)
			fprintf(out, "@%lu", fault->after);
	}
	pthread_mutex_unlock(&bench->lock);
	if (ferror(out) | fclose(out)) {
		free(text);
		return NULL;
	}
	return text;
}

double bench_drift(const struct twin_bench *bench)
{
	const struct twin_fault_set *set = &bench->faults;
	const struct twin_fault *hourly = twin_faults_get(set, "drift");
	const struct twin_fault *each = twin_faults_get(set, "drift-burst");
	double db = 0;
	if (hourly)
		db += 3.0 / 3600e9 * (double)(bench->now_ns - hourly->from_ns);
	if (each)
		db += 0.002 * (double)(set->burst - each->from_burst);
	return twin_db_to_ratio(-db);
}
