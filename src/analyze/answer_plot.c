/* SPDX-License-Identifier: GPL-3.0-or-later */
/* --plot: which file format, and gnuplot. */
#include "analyze/answer.h"

#include <string.h>

#include "base/atomic_file.h"
#include "report/gnuplot.h"
#include "report/template.h"

#define IMAGE_MAX ((size_t)64 << 20)
#define SCRIPT_MAX ((size_t)80 << 20)
#define GNUPLOT_MS 60000

static enum err_code make_script(const struct analyze_answer *answer,
				 const char *format, struct buf *script,
				 struct err *e)
{
	enum err_code code = buf_printf(script, e, "format = '%s'\n", format);
	if (!code)
		code = buf_add(script, answer->figure.data,
			       answer->figure.len, e);
	if (!code)
		code = template_load("model-common.gp", script, e);
	return code ? code : template_load(answer->script, script, e);
}

enum err_code answer_plot(const struct analyze_answer *answer, struct err *e)
{
	struct buf script, image;
	const char *format;
	enum err_code code = gnuplot_format(answer->plot, &format, e);
	if (!code && !answer->script)
		code = err_set(e, ERR_USAGE, "--plot: there is no figure of "
			       "this");
	if (code)
		return code;
	buf_init(&script, SCRIPT_MAX);
	buf_init(&image, IMAGE_MAX);
	code = make_script(answer, format, &script, e);
	if (!code)
		code = gnuplot_run(script.data, script.len, GNUPLOT_MS, &image,
				   e);
	if (!code)
		code = atomic_file_write(answer->plot, image.data, image.len,
					 e);
	buf_free(&script);
	buf_free(&image);
	return code;
}
