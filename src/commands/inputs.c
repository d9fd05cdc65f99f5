/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading and checking what commands are given. */
#include "commands/inputs.h"

#include <stdio.h>
#include <string.h>

#include "sequencer/bind.h"

enum err_code inputs_problems(const struct yaml_file *file, struct err *e)
{
	char text[600];
	for (size_t i = 0; i < yaml_problem_count(file); i++)
		fprintf(stderr, "%s\n", yaml_problem_format(file, i, text,
							    sizeof(text)));
	size_t errors = yaml_error_count(file);
	if (!errors)
		return ERR_OK;
	return err_set(e, ERR_INPUT, "%s has %zu problem%s",
		       yaml_file_path(file), errors, errors == 1 ? "" : "s");
}

enum err_code inputs_plan(const char *path, const char *const *sets,
			  size_t nsets, struct plan **out, struct err *e)
{
	struct plan *plan;
	enum err_code code = plan_read(path, bind_catalog(), sets, nsets,
				       &plan, e);
	if (code)
		return code;
	code = inputs_problems(plan->file, e);
	if (code) {
		plan_free(plan);
		return code;
	}
	*out = plan;
	return ERR_OK;
}

enum err_code inputs_bench(const char *name, const char *stage,
			   const char *seed, const struct plan *plan,
			   struct inputs_bench *out, struct err *e)
{
	enum err_code code = ERR_OK;
	*out = (struct inputs_bench){ 0 };
	if (strcmp(name, "twin") == 0) {
		code = twin_process_start(stage, seed, &out->twin, e);
		if (!code)
			name = twin_process_bench_file(out->twin);
	} else if (seed) {
		return err_set(e, ERR_USAGE, "--seed is for --bench twin");
	}
	if (!code)
		code = bench_read(name, bind_catalog(), NULL, &out->bench, e);
	if (!code && plan)
		bench_check_plan(out->bench, plan);
	if (!code)
		code = inputs_problems(out->bench->file, e);
	if (code)
		inputs_bench_free(out);
	return code;
}

void inputs_bench_free(struct inputs_bench *bench)
{
	bench_free(bench->bench);
	twin_process_stop(bench->twin);
	*bench = (struct inputs_bench){ 0 };
}
