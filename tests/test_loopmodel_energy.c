/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Energy per update, MAC and token, and what a token stands for: section 7
 * and TP-3.14. */
#include "loopmodel_case.h"

static void test_rig(void **state)
{
	(void)state;
	struct loopmodel_input in = loopmodel_defaults();
	loopmodel_preset_apply(loopmodel_preset_find("rig-16x6ns"), &in);
	struct loopmodel_output out = ask(&in);
	check_real(out.updates_per_s / 1e9, 2.66667, 5e-6);
	check_real(out.j_per_update / NS, 22.5, 1e-9);
	check_real(16 * out.updates_per_s / 1e9, 42.667, 5e-4);
	check_real(out.j_per_mac_structural / PS, 1406.25, 1e-6);
	check_real(out.j_per_token * 1e3, 95.632, 5e-4);
	check_real(out.updates_per_token, 4194304, 0);
	check_real(out.mac_per_token, 4194304, 0);
	check_real(out.mac_structural, 67108864, 0);
	check_real(out.mac_dense, 34359738368, 0);
	check_real(out.mac_dense / out.mac_structural, 512, 0);
	check_real(out.j_per_token_loop * 1e3, .06 * 1572.864, 1e-9);
	/* Nothing is lost: what is delivered costs what a token costs. */
	check_real(out.j_per_delivered / out.j_per_token, 1, 1e-12);
	in.ser = 1e-6;
	out = ask(&in);
	check_real(out.j_per_delivered / out.j_per_token,
		   1 / (1 - .00815854), 1e-8);
	check_real(out.j_per_useful_update * out.updates_per_token /
			   out.j_per_delivered,
		   1, 1e-12);
	for (int m = 0; m < LOOPMODEL_MAC_COUNT; m++)
		check_real(loopmodel_macs(&out, (enum loopmodel_mac)m) *
				   loopmodel_j_per_mac(
					   &out, (enum loopmodel_mac)m, 60),
			   out.j_per_token_loop, 1e-12);
}

static void test_others(void **state)
{
	(void)state;
	struct loopmodel_input in = loopmodel_defaults();
	loopmodel_preset_apply(loopmodel_preset_find("stage-6"), &in);
	struct loopmodel_output out = ask(&in);
	check_real(out.j_per_update / NS, .3125, 1e-9);
	check_real(out.j_per_mac_structural / PS, 4.8828, 5e-5);
	check_real(out.j_per_token * 1e3, 3.1107, 5e-5);
	in = loopmodel_defaults();
	loopmodel_preset_apply(loopmodel_preset_find("rig-1x6ns"), &in);
	check_real(ask(&in).j_per_update / NS, 360, 1e-9);
	/* 10 mW per lane: 60 pJ at 6 ns, 1 pJ at 10 GBd */
	in.wall_power = 10e-3;
	check_real(ask(&in).j_per_update / PS, 60, 1e-9);
	in.slot_period = .1 * NS;
	check_real(ask(&in).j_per_update / PS, 1, 1e-9);
	/* 1 pJ per update on 16 lanes at 6 ns: 2.67 mW in all */
	in = rig(16, 8192, 512);
	in.wall_power = 2.67e-3;
	check_real(ask(&in).j_per_update / PS, 1, 5e-3);
	in.wall_power = LOOPMODEL_NOT_GIVEN;
	assert_true(isinf(ask(&in).j_per_update));
	assert_true(isinf(ask(&in).j_per_delivered));
}

/* 37e9 MAC at 627.4 tokens/s is 2.321e13/s: 8705x short, 544x with C^2. */
static void test_shortfall(void **state)
{
	(void)state;
	struct loopmodel_input in = rig(16, 8192, 512);
	const struct loopmodel_model *m = loopmodel_model_find("deepseek-v3");
	assert_non_null(m);
	in.dense_macs = m->active_lo;
	struct loopmodel_output out = ask(&in);
	check_real(out.mac_rate_needed / 1e13, 2.321, 5e-4);
	check_real(out.shortfall, 8705, .5);
	check_real(out.shortfall_structural, 544, .5);
	assert_true(out.flags & LOOPMODEL_FLAG_NOT_LLM_TOKENS);
	char text[200], small[12];
	assert_string_equal(
		loopmodel_mac_sentence(&in, &out, text, sizeof(text)),
		"state-sweep rate, not LLM tokens: 8705x short of a "
		"37e9-MAC dense token (544x with C^2 MACs per slot)");
	assert_string_equal(loopmodel_mac_sentence(&in, &out, small, 12),
			    "state-sweep");
	in.dense_macs = 1e6;
	out = ask(&in);
	assert_false(out.flags & LOOPMODEL_FLAG_NOT_LLM_TOKENS);
	loopmodel_mac_sentence(&in, &out, text, sizeof(text));
	assert_null(strstr(text, "short"));
}

/* Every model named, by what was said of it. */
static void test_models(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		double width_lo, width_hi, layers, active_lo, active_hi;
	} models[] = {
		{ "gpt-3-175b", 12288, 12288, 96, 175e9, 175e9 },
		{ "llama-2-70b", 8192, 8192, 80, 70e9, 70e9 },
		{ "palm-540b", 0, 0, 118, 540e9, 540e9 },
		{ "mt-nlg-530b", 0, 0, 105, 530e9, 530e9 },
		{ "llama-3.1-405b", 0, 0, 126, 405e9, 405e9 },
		{ "mixtral-8x7b", 4096, 4096, 0, 13e9, 13e9 },
		{ "deepseek-v3", 0, 0, 0, 37e9, 37e9 },
		{ "gpt-3.5-ish", 4096, 5120, 0, 10e9, 15e9 },
		{ "gpt-4-lite", 5120, 6144, 0, 20e9, 30e9 },
		{ "gpt-4-strong", 6144, 8192, 0, 30e9, 50e9 },
		{ "1t-moe", 8192, 12288, 0, 20e9, 40e9 },
	};
	assert_int_equal(loopmodel_model_count,
			 sizeof(models) / sizeof(*models));
	for (size_t i = 0; i < sizeof(models) / sizeof(*models); i++) {
		const struct loopmodel_model *m =
			loopmodel_model_find(models[i].name);
		assert_non_null(m);
		check_real(m->width_lo, models[i].width_lo, 0);
		check_real(m->width_hi, models[i].width_hi, 0);
		check_real(m->layers, models[i].layers, 0);
		check_real(m->active_lo, models[i].active_lo, 0);
		check_real(m->active_hi, models[i].active_hi, 0);
	}
	assert_null(loopmodel_model_find("gpt-9"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rig),
		cmocka_unit_test(test_others),
		cmocka_unit_test(test_shortfall),
		cmocka_unit_test(test_models),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
