/* SPDX-License-Identifier: GPL-3.0-or-later */
/* --plot: which figure, which file format, and gnuplot. */
#include "commands/model_plot.h"

#include <string.h>

#include "base/atomic_file.h"
#include "base/yaml.h"
#include "report/gnuplot.h"
#include "report/template.h"

#define SCRIPT_MAX (16u << 20)
#define FIGURE_MAX (64u << 20)
#define GNUPLOT_MS 60000

static const struct figure {
	const char *name, *script;
	enum err_code (*data)(struct buf *b, const struct model_request *r,
			      const struct model_answer *a, struct err *e);
} figures[] = {
	{ "rate", "model-rate.gp", model_plot_rate },
	{ "contours", "model-contours.gp", model_plot_contours },
	{ "tornado", "model-tornado.gp", model_plot_tornado },
};

#define NFIGURES (sizeof(figures) / sizeof(figures[0]))

static enum err_code figure_find(const struct model_request *r,
				 const struct figure **out, struct err *e)
{
	const char *names[NFIGURES + 1] = { NULL };
	const char *name = r->figure	    ? r->figure :
			   r->nsweeps == 0 ? "tornado" :
			   r->nsweeps == 2 ? "contours" : "rate";
	for (size_t i = 0; i < NFIGURES; i++) {
		names[i] = figures[i].name;
		if (strcmp(name, figures[i].name) == 0) {
			*out = &figures[i];
			return ERR_OK;
		}
	}
	const char *near = yaml_nearest(name, names);
	return err_set(e, ERR_USAGE, "--figure: unknown figure \"%.40s\"%s%s%s;"
		       " expected rate, contours or tornado", name,
		       near ? ", did you mean \"" : "", near ? near : "",
		       near ? "\"?" : "");
}

enum err_code model_plot(const struct model_request *request,
			 const struct model_answer *answer, struct err *e)
{
	struct buf script, image;
	const struct figure *figure = NULL;
	const char *format = NULL;
	buf_init(&script, SCRIPT_MAX);
	buf_init(&image, FIGURE_MAX);
	enum err_code code = gnuplot_format(request->plot, &format, e);
	if (!code)
		code = figure_find(request, &figure, e);
	if (!code)
		code = buf_printf(&script, e, "format = '%s'\n", format);
	if (!code)
		code = figure->data(&script, request, answer, e);
	if (!code)
		code = template_load("model-common.gp", &script, e);
	if (!code)
		code = template_load(figure->script, &script, e);
	if (!code)
		code = gnuplot_run(script.data, script.len, GNUPLOT_MS, &image,
				   e);
	if (!code)
		code = atomic_file_write(request->plot, image.data, image.len,
					 e);
	buf_free(&script);
	buf_free(&image);
	return code;
}
