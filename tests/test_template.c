/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Placeholders are replaced once, mistakes in a template are placed, and text
 * becomes harmless markup. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "report/html.h"
#include "report/template.h"

static const struct template_value values[] = {
	{ "a", "one" },
	{ "b", "{{a}}" },
};

static enum err_code fill(const char *template, struct buf *out,
			  struct err *e)
{
	buf_init(out, 1 << 16);
	*e = (struct err){ .code = ERR_OK };
	return template_fill(template, values, 2, out, e);
}

static void fills(void **state)
{
	(void)state;
	struct buf out;
	struct err e;
	assert_int_equal(fill("<{{a}}|{{b}}|{ {a} }>", &out, &e), ERR_OK);
	assert_string_equal(out.data, "<one|{{a}}|{ {a} }>");
	buf_free(&out);
}

static void names_what_it_does_not_know(void **state)
{
	(void)state;
	struct buf out;
	struct err e;
	assert_int_equal(fill("x\ny {{c}}", &out, &e), ERR_INPUT);
	assert_string_equal(e.text, "line 2: nothing is called {{c}}");
	buf_free(&out);
	assert_int_equal(fill("{{a", &out, &e), ERR_INPUT);
	assert_string_equal(e.text, "line 1: {{ without }}");
	buf_free(&out);
}

static void escapes(void **state)
{
	(void)state;
	static const struct {
		const char *text, *markup;
	} cases[] = {
		{ "a<b>&\"c'", "a&lt;b&gt;&amp;&quot;c&#39;" },
		{ "\xc2\xb5s \xe2\x88\x9a", "\xc2\xb5s \xe2\x88\x9a" },
		{ "line\nnext\t", "line\nnext\t" },
		{ "\033[1m\x7f", "\xef\xbf\xbd[1m\xef\xbf\xbd" },
		/* not UTF-8: latin-1, overlong '<', surrogate, cut off */
		{ "\xb5s", "\xef\xbf\xbds" },
		{ "\xc0\xbc", "\xef\xbf\xbd\xef\xbf\xbd" },
		{ "\xed\xa0\x80", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd" },
		{ "\xe2\x88", "\xef\xbf\xbd\xef\xbf\xbd" },
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct html h;
		struct err e = { 0 };
		html_init(&h, &e);
		html_text(&h, cases[i].text);
		assert_int_equal(h.code, ERR_OK);
		assert_string_equal(h.buf.data, cases[i].markup);
		html_free(&h);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fills),
		cmocka_unit_test(names_what_it_does_not_know),
		cmocka_unit_test(escapes),
	};
	return cmocka_run_group_tests_name("template", tests, NULL, NULL);
}
