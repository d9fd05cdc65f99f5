/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The report of a made-up run: complete, in order, self-contained, safe, and
 * written even without gnuplot. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "report/report.h"
#include "store_fixture.h"
#include "synthetic_run.h"

/* 5 kinds of figure, SNR against passes once, each drawn twice */
#define DRAWINGS 10

static struct store *store;
static char *html;
static bool figures; /* gnuplot is installed */

static bool on_path(const char *program)
{
	char path[PATH_MAX], *all = strdup(getenv("PATH"));
	bool found = false;
	for (char *dir = strtok(all, ":"); dir; dir = strtok(NULL, ":")) {
		snprintf(path, sizeof(path), "%s/%s", dir, program);
		found |= access(path, X_OK) == 0;
	}
	free(all);
	return found;
}

static char *read_file(const char *path)
{
	FILE *f = fopen(path, "r");
	assert_non_null(f);
	fseek(f, 0, SEEK_END);
	size_t size = (size_t)ftell(f);
	rewind(f);
	char *text = calloc(1, size + 1);
	assert_non_null(text);
	assert_int_equal(fread(text, 1, size, f), size);
	fclose(f);
	return text;
}

static char *write_report(void)
{
	char path[PATH_MAX];
	struct err e = { 0 };
	snprintf(path, sizeof(path), "%s/report.html", store_dir(store));
	if (report_write(store, path, &e))
		fail_msg("%s", e.text);
	return read_file(path);
}

static int setup(void **state)
{
	char dir[PATH_MAX];
	if (fixture_setup(state))
		return -1;
	figures = on_path("gnuplot");
	snprintf(dir, sizeof(dir), "%s/run", (const char *)*state);
	store = synthetic_store(dir);
	html = write_report();
	const char *keep = getenv("KEEP_REPORT"); /* to look at it */
	FILE *f = keep ? fopen(keep, "w") : NULL;
	if (f) {
		fputs(html, f);
		fclose(f);
	}
	return 0;
}

static int teardown(void **state)
{
	store_close(store);
	free(html);
	return fixture_teardown(state);
}

static size_t count_of(const char *in, const char *what)
{
	size_t n = 0;
	for (; (in = strstr(in, what)); in += strlen(what))
		n++;
	return n;
}

static void needs_nothing_else(void **state)
{
	(void)state;
	static const char *const forbidden[] = { "<script", "<link", "<iframe",
						 "@import", "<img", "<object",
						 "javascript:" };
	for (size_t i = 0; i < sizeof(forbidden) / sizeof(forbidden[0]); i++)
		assert_null(strstr(html, forbidden[i]));
	static const char *const references[] = { "src=", "href=", "url(" };
	for (size_t i = 0; i < 3; i++)
		for (const char *at = html; (at = strstr(at, references[i]));) {
			at += strlen(references[i]);
			at += *at == '"' || *at == '\'';
			assert_int_equal(*at, '#');
		}
	assert_non_null(strstr(html, "name=\"viewport\""));
	assert_non_null(strstr(html, "prefers-color-scheme: dark"));
	assert_non_null(strstr(html, "@media print"));
}

/* Tags nest and close, as XML wants it but for <meta> and the doctype; quotes
 * in tags are closed. */
static void is_well_formed(void **state)
{
	(void)state;
	char open[64][32];
	int depth = 0;
	const char *at = strstr(html, "</style>"); /* css is not markup */
	assert_non_null(at);
	strcpy(open[depth++], "html");
	strcpy(open[depth++], "head");
	strcpy(open[depth++], "style");
	while ((at = strchr(at, '<'))) {
		char name[32];
		bool end = at[1] == '/';
		assert_int_equal(sscanf(at + 1 + end, "%31[a-zA-Z0-9]", name),
				 1);
		const char *c = at + 1;
		for (char quote = 0; *c && (quote || *c != '>'); c++) {
			if (quote ? *c == quote : *c == '"' || *c == '\'')
				quote = quote ? 0 : *c;
			assert_true(quote || *c != '<');
		}
		assert_int_equal(*c, '>');
		if (end) {
			assert_true(depth > 0);
			assert_string_equal(name, open[--depth]);
		} else if (c[-1] != '/') {
			assert_true(depth < 64);
			strcpy(open[depth++], name);
		}
		at = c;
	}
	assert_int_equal(depth, 0);
}

static void escapes_text(void **state)
{
	(void)state;
	assert_null(strstr(html, "alert(\""));
	assert_non_null(strstr(html, "&lt;script&gt;alert(&quot;x&quot;)"
				     "&lt;/script&gt; &amp; &#39;plan&#39;"));
	/* what an instrument calls itself */
	assert_null(strstr(html, "<b>7"));
	assert_non_null(strstr(html, "EDFA-C-20,&lt;b&gt;7&lt;/b&gt;"));
}

static void is_in_order(void **state)
{
	(void)state;
	static const char *const order[] = {
		"<h1>",	       "id=\"verdicts\"",    "id=\"summary\"",
		"id=\"figures\"", "id=\"budget\"",      "id=\"results\"",
		"id=\"events\"", "id=\"instruments\"", "id=\"captures\"",
		"id=\"provenance\""
	};
	const char *at = strstr(html, "<body>");
	for (size_t i = 0; i < sizeof(order) / sizeof(order[0]); i++) {
		assert_non_null(at);
		at = strstr(at, order[i]);
	}
	assert_non_null(at);
}

/* The part between the headings of two sections. */
static char *section(const char *from, const char *to)
{
	const char *a = strstr(html, from), *b = strstr(html, to);
	assert_non_null(a);
	assert_non_null(b);
	return strndup(a, (size_t)(b - a));
}

static void has_every_verdict(void **state)
{
	(void)state;
	char *part = section("id=\"verdicts\"", "id=\"summary\"");
	size_t rows = 0, goals = 0;
	const struct store_run *run = synthetic_run();
	for (size_t i = 0; i < run->npoints; i++)
		for (size_t j = 0; j < run->points[i].nresults; j++) {
			const struct store_result *r =
				&run->points[i].results[j];
			rows += r->verdict != NULL;
			goals += r->verdict && !r->mandatory;
		}
	assert_int_equal(count_of(part, "<td class=\"verdict\">"), rows);
	assert_int_equal(count_of(part, ">goal<"), goals);
	assert_int_equal(count_of(part, ">INDETERMINATE<"), 1);
	assert_int_equal(count_of(part, ">INVALID<"), 1);
	assert_int_equal(count_of(part, ">FAIL<"), 1);
	assert_non_null(strstr(part, "p 0.942 is between 0.05 and 0.95"));
	assert_non_null(strstr(part, "half-life of 128 passes"));
	assert_non_null(strstr(part, "\xc2\xb1" "23.5 mdB/pass"));
	free(part);
}

static void has_every_result(void **state)
{
	(void)state;
	char *part = section("id=\"results\"", "id=\"events\"");
	size_t rows = 0;
	const struct store_run *run = synthetic_run();
	for (size_t i = 0; i < run->npoints; i++)
		rows += run->points[i].nresults;
	assert_int_equal(count_of(part, "<th scope=\"row\""), rows);
	assert_non_null(strstr(part, "UNSTABLE_FIT: chi2/dof 3.1, p 0.002"));
	assert_non_null(strstr(part, "\xe2\x89\xa5 118")); /* censored */
	assert_non_null(strstr(part, "bursts <b>64</b> \xc2\xb7 "
				     "record <b>0-8,16,32</b>"));
	free(part);
}

static void counts_macs_beside_the_rate(void **state)
{
	(void)state;
	char *part = section("id=\"summary\"", "id=\"figures\"");
	assert_non_null(strstr(part, "31\xe2\x80\xaf" "670.12"));
	assert_non_null(strstr(part, "0.72"));
	assert_non_null(strstr(part, "8705x short of a 37e9-MAC dense token"));
	assert_non_null(strstr(part, "the loop period; the frame"));
	assert_non_null(strstr(part, "5 of 6 mandatory limits"));
	assert_non_null(strstr(part, "0 of 2 reached"));
	free(part);
}

static void has_budget_and_origin(void **state)
{
	(void)state;
	assert_non_null(strstr(html, "84.4 %"));
	assert_int_equal(count_of(html, "<td class=\"digest\">"), 2);
	assert_non_null(strstr(html, "power_meter: reply late, asked again"));
	assert_non_null(strstr(html, "plan: stage-2-amplified-loop\nstage:"));
}

static void draws_figures(void **state)
{
	(void)state;
	if (!figures)
		skip();
	static const char *const titles[] = {
		">SNR / dB<", ">pass<", ">frequency / MHz<",
		">noise density / pA/\xe2\x88\x9aHz<", ">residual / %<",
		">signal / signal at pass 0<", ">share of the variance (%)<",
		">required<", ">amplifier off<", ">95 % band<",
	};
	assert_int_equal(count_of(html, "<svg "), DRAWINGS);
	assert_int_equal(count_of(html, "class=\"missing\""), 0);
	for (size_t i = 0; i < sizeof(titles) / sizeof(titles[0]); i++)
		if (count_of(html, titles[i]) < 2)
			fail_msg("%s is not in both drawings", titles[i]);
	/* follows the page: no colour of its own is left */
	const char *svg = strstr(html, "<svg ");
	assert_null(strstr(svg, "=\"black\""));
	assert_null(strstr(svg, "=\"white\""));
	assert_null(strstr(svg, "rgb(  0"));
	assert_non_null(strstr(svg, "var(--figure-1)"));
	assert_non_null(strstr(svg, "currentColor"));
}

static void ids_are_unique(void **state)
{
	(void)state;
	const char *body = strstr(html, "<body>");
	for (const char *at = body; (at = strstr(at, " id="));) {
		char id[80], quote = at[4];
		size_t len = strcspn(at + 5, quote == '"' ? "\"" : "'");
		at += 5;
		assert_true(len < sizeof(id) - 8);
		snprintf(id, sizeof(id), " id=%c%.*s%c", quote, (int)len, at,
			 quote);
		if (count_of(body, id) != 1)
			fail_msg("%s is used twice", id);
	}
}

static void same_run_same_bytes(void **state)
{
	(void)state;
	char *again = write_report();
	assert_string_equal(again, html);
	free(again);
}

static void does_without_gnuplot(void **state)
{
	(void)state;
	char *path = strdup(getenv("PATH"));
	setenv("PATH", "/nonexistent", 1);
	char *plain = write_report();
	setenv("PATH", path, 1);
	free(path);
	assert_int_equal(count_of(plain, "<svg "), 0);
	assert_int_equal(count_of(plain, "class=\"missing\""), DRAWINGS / 2);
	assert_non_null(strstr(plain, "No such file or directory"));
	assert_non_null(strstr(plain, "</html>"));
	free(plain);
}

static void tells_where_it_could_not_write(void **state)
{
	(void)state;
	struct err e = { 0 };
	assert_int_equal(report_write(store, "/nonexistent/x.html", &e),
			 ERR_IO);
	assert_non_null(strstr(e.text, "/nonexistent/x.html"));
}

static void says_that_an_empty_run_is_empty(void **state)
{
	char dir[PATH_MAX], path[PATH_MAX + 16];
	struct store *empty = NULL;
	struct err e = { 0 };
	snprintf(dir, sizeof(dir), "%s/empty", (const char *)*state);
	snprintf(path, sizeof(path), "%s/r.html", dir);
	assert_int_equal(store_create(dir, &empty, &e), ERR_OK);
	assert_int_equal(report_write(empty, path, &e), ERR_OK);
	store_close(empty);
	char *text = read_file(path);
	assert_non_null(strstr(text, "NOT RUN"));
	assert_non_null(strstr(text, "No step was finished"));
	assert_int_equal(count_of(text, "class=\"none\""), 7);
	free(text);
}

/* Any subset of curves will do; the required line may come from the limit. */
static void draws_what_there_is(void **state)
{
	char dir[PATH_MAX], path[PATH_MAX + 16];
	struct store *some = NULL;
	struct err e = { 0 };
	if (!figures)
		skip();
	const struct store_run *run = synthetic_run();
	struct store_point p = run->points[3], gain = run->points[2];
	p.ncurves = 1; /* snr-on alone */
	gain.ncurves = 1; /* ringdown alone */
	snprintf(dir, sizeof(dir), "%s/some", (const char *)*state);
	snprintf(path, sizeof(path), "%s/r.html", dir);
	assert_int_equal(store_create(dir, &some, &e), ERR_OK);
	assert_int_equal(store_point_add(some, &p, &e), ERR_OK);
	assert_int_equal(store_point_add(some, &gain, &e), ERR_OK);
	assert_int_equal(report_write(some, path, &e), ERR_OK);
	store_close(some);
	char *text = read_file(path);
	assert_int_equal(count_of(text, "<svg "), 4);
	assert_int_equal(count_of(text, "class=\"missing\""), 0);
	assert_int_equal(count_of(text, ">required<"), 2);
	assert_int_equal(count_of(text, ">fit<"), 0);
	assert_int_equal(count_of(text, ">signal / signal at pass 0<"), 2);
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(needs_nothing_else),
		cmocka_unit_test(is_well_formed),
		cmocka_unit_test(escapes_text),
		cmocka_unit_test(is_in_order),
		cmocka_unit_test(has_every_verdict),
		cmocka_unit_test(has_every_result),
		cmocka_unit_test(counts_macs_beside_the_rate),
		cmocka_unit_test(has_budget_and_origin),
		cmocka_unit_test(draws_figures),
		cmocka_unit_test(ids_are_unique),
		cmocka_unit_test(same_run_same_bytes),
		cmocka_unit_test(does_without_gnuplot),
		cmocka_unit_test(tells_where_it_could_not_write),
		cmocka_unit_test(draws_what_there_is),
		cmocka_unit_test(says_that_an_empty_run_is_empty),
	};
	return cmocka_run_group_tests_name("report", tests, setup, teardown);
}
