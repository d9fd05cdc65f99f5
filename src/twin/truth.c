/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Exact values of the present state as JSON: from the configuration, the
 * seed's draws and the settings by closed forms and recursions, never by
 * simulation, and with no code of the programs that measure the bench.
 *
 * While every laser is off there is nothing to be told of the light: then the
 * values are those of the bench as it is lined up (operating_point "nominal").
 */
#include <math.h>
#include <stdlib.h>

#include "twin/truth_private.h"

json_t *truth_number(double value)
{
	return isfinite(value) ? json_real(value) : json_null();
}

json_t *truth_numbers(const double *value, size_t n)
{
	json_t *list = json_array();
	for (size_t i = 0; i < n; i++)
		json_array_append_new(list, truth_number(value[i]));
	return list;
}

static void number_set(json_t *object, const char *key, double value)
{
	json_object_set_new(object, key, truth_number(value));
}

static double to_db(double ratio)
{
	return ratio > 0 ? 10 * log10(ratio) : NAN;
}

static double to_dbm(double watts)
{
	return to_db(watts * 1e3);
}

/* Lasers, amplifier, attenuator and gate as the bench is lined up. */
static void line_up(struct twin_bench *bench, bool amplifier_on)
{
	for (unsigned i = 0; i < twin_config_lasers(&bench->config); i++) {
		bench->laser[i].on = true;
		bench->laser[i].power_dbm = bench->config.laser.launch_dbm;
	}
	bench->amplifier.on = amplifier_on && bench->config.amplifier.present;
	bench->amplifier.current_ma = bench->config.amplifier.current_ma;
	bench->attenuator.attenuation_db = bench->config.loss.voa_db;
	bench->attenuator.shutter_open = true;
	bench->frame.gate = true;
}

static void times_set(const struct truth *truth, json_t *root)
{
	const struct twin_bench *bench = truth->bench;
	double scale = 1 + bench->draws.clock_error;
	double loop = bench_loop_s(bench);
	number_set(root, "slot_period_s", bench_slot_s(bench) * scale);
	number_set(root, "slot_period_adc_s", bench_slot_s(bench));
	number_set(root, "adc_clock_error", bench->draws.clock_error);
	number_set(root, "adc_sampling_hz", truth->timing.fs_hz / scale);
	number_set(root, "pass_time_s", bench_pass_s(bench) * scale);
	number_set(root, "trigger_delay_s",
		  bench->config.adc.trigger_delay_s + bench->draws.trigger_s);
	if (loop > 0) {
		number_set(root, "tau_L_s", loop * scale);
		/* What a ruler made of the ADC's clock reads. */
		number_set(root, "tau_L_adc_s", loop);
		number_set(root, "loop_slots", loop / bench_slot_s(bench));
	} else {
		json_object_set_new(root, "tau_L_s", json_null());
	}
}

static json_t *draws_json(const struct twin_bench *bench)
{
	const struct twin_draws *draws = &bench->draws;
	json_t *comparator = json_array();
	for (unsigned i = 0; i < bench->config.lanes; i++)
		json_array_append_new(comparator,
				      truth_numbers(draws->comparator[i], 2));
	return json_pack(
		"{s:f, s:f, s:f, s:f, s:f, s:f, s:f, s:f, s:f, s:o}",
		"clock_error", draws->clock_error, "clock_error_sd",
		bench->config.adc.clock_u, "loop_offset_s",
		draws->loop_offset_s, "loop_offset_sd_s",
		bench->config.loop_period_spread_s, "loss_offset_db",
		draws->loss_offset_db, "loss_offset_sd_db",
		bench->config.loss.offset_spread_db, "trigger_s",
		draws->trigger_s, "trigger_sd_s",
		bench->config.adc.trigger_spread_s, "comparator_sd",
		bench->config.comparator.offset, "comparator", comparator);
}

static json_t *amplifier_json(const struct truth *truth)
{
	const struct twin_optics *o = &truth->optics;
	const struct twin_config *c = &truth->bench->config;
	double lanes = c->lanes;
	json_t *out = json_object();
	json_object_set_new(out, "on",
			    json_boolean(truth->bench->amplifier.on));
	number_set(out, "G0_db", to_db(o->gain0));
	number_set(out, "G_db", to_db(o->gain));
	number_set(out, "nf_db", c->amplifier.nf_db);
	number_set(out, "input_dbm", to_dbm(lanes * o->p2_w));
	number_set(out, "output_dbm", to_dbm(lanes * o->p3_w));
	number_set(out, "output_with_ase_dbm",
		  to_dbm(lanes * (o->p3_w + 2 * o->ase_p3_w)));
	number_set(out, "ase_per_pol_p3_w", o->ase_p3_w);
	return out;
}

static void loop_set(const struct truth *truth, json_t *root)
{
	const struct twin_optics *o = &truth->optics;
	if (truth->timing.loop_s == 0)
		return;
	number_set(root, "g", o->net);
	number_set(root, "g_db", to_db(o->net));
	number_set(root, "pass_loss_db", -to_db(o->rest));
	number_set(root, "T_SA", o->absorber);
	static const char *const absorber[] = { "none", "slow", "per slot",
						"dynamic" };
	json_object_set_new(root, "absorber", json_string(absorber[o->kind]));
	number_set(root, "ase_per_pol_w", o->ase_p2_w);
	if (truth->bench->config.amplifier.present)
		json_object_set_new(root, "amplifier", amplifier_json(truth));
	/* n per pass on the carrier basis at the mean level: 2 N / P at equal
	 * planes, referred to the amplifier's input. It is the field's own
	 * value and contains F - 1/G; the value LG-4 has with F beside it. */
	double n = 2 * o->ase_p3_w / o->p3_w;
	double f = pow(10, truth->bench->config.amplifier.nf_db / 10);
	double n_f = o->ase_p3_w > 0 ? n * f / (f - 1 / o->gain) : n;
	number_set(root, "n_carrier", n);
	number_set(root, "n_carrier_db", to_db(n));
	number_set(root, "n_carrier_lg4", n_f);
	number_set(root, "n_carrier_lg4_db", to_db(n_f));
	json_object_set_new(root, "n_convention", json_string("F - 1/G"));
	double mean2_over_var = 1 / o->level_var;
	number_set(root, "n_var_per_n_carrier", mean2_over_var);
	number_set(root, "n_var", n * mean2_over_var);
	number_set(root, "n_var_db", to_db(n * mean2_over_var));
}

static json_t *levels_json(const struct truth *truth)
{
	const struct twin_optics *o = &truth->optics;
	double mv[3], unit[3];
	for (int i = 0; i < 3; i++) {
		unit[i] = o->level[i];
		mv[i] = (truth->rx.responsivity * o->p4_w * unit[i] +
			 truth->rx.dark_a) *
			truth->rx.tia_ohm * 1e3;
	}
	return json_pack("{s:o, s:o, s:f, s:f}", "relative",
			 truth_numbers(unit, 3), "mean_mv",
			 truth_numbers(mv, 3), "extinction",
			 pow(10, -truth->bench->config.extinction_db / 10),
			 "extinction_db", truth->bench->config.extinction_db);
}

/* No light at all: what FE-1 must find. */
static json_t *floor_json(const struct truth *truth)
{
	struct truth_moments m = truth_moments(truth, 0, 0);
	double a = sqrt(m.var_p6), mv = a * truth->rx.tia_ohm * 1e3;
	json_t *out = json_object();
	json_object_set_new(out, "receiver",
			    json_string(truth->rx.integrate ? "integrate" :
							      "one-pole"));
	number_set(out, "noise_bandwidth_hz", truth->rx.noise_hz);
	number_set(out, "a_rms", a);
	number_set(out, "mv_rms", mv);
	number_set(out, "counts_rms", mv / truth->rx.scale_mv);
	number_set(out, "a_rms_p5", sqrt(m.var_p5));
	number_set(out, "mean_mv", m.code_mean * truth->rx.tia_ohm * 1e3);
	return out;
}

/* SNR_c of the parts of a receiver at the mean level, k = 0, no amplifier. */
static json_t *budget_json(const struct truth *truth)
{
	const struct twin_receiver *rx = &truth->rx;
	double i = rx->responsivity * truth->optics.p4_w;
	double shot = rx->shot_a * (i + rx->dark_a);
	double thermal = rx->thermal_a * rx->thermal_a;
	double rin = truth->optics.rin_var * i * i;
	json_t *out = json_object();
	number_set(out, "p4_dbm", to_dbm(truth->optics.p4_w));
	number_set(out, "shot_db", to_db(i * i / shot));
	number_set(out, "thermal_db", to_db(i * i / thermal));
	number_set(out, "rin_db", to_db(i * i / rin));
	number_set(out, "total_db", to_db(i * i / (shot + thermal + rin)));
	return out;
}

static json_t *truth_json(const struct truth *truth, bool nominal)
{
	const struct twin_bench *bench = truth->bench;
	json_t *root = json_pack("{s:I, s:s, s:s, s:i, s:i, s:s}", "seed",
				 (json_int_t)bench->seed, "stage",
				 bench->config.stage, "title",
				 bench->config.title, "lanes",
				 (int)bench->config.lanes, "passes",
				 (int)bench->frame.passes, "operating_point",
				 nominal ? "nominal" : "present");
	if (!root)
		return NULL;
	times_set(truth, root);
	json_object_set_new(root, "draws", draws_json(bench));
	loop_set(truth, root);
	if (truth->timing.loop_s == 0)
		number_set(root, "link_loss_db", -to_db(truth->optics.tap));
	number_set(root, "p2_dbm", to_dbm(truth->optics.p2_w));
	number_set(root, "p4_dbm", to_dbm(truth->optics.p4_w));
	json_object_set_new(root, "levels", levels_json(truth));
	json_object_set_new(root, "noise_floor", floor_json(truth));
	json_object_set_new(root, "receiver_budget", budget_json(truth));
	json_object_set_new(root, "snr", truth_snr_json(truth));
	json_object_set_new(root, "k_use", truth_k_use_json(truth));
	json_object_set_new(root, "pattern_snr", truth_pattern_json(truth));
	json_object_set_new(root, "decisions", truth_decisions_json(truth));
	json_object_set_new(root, "eyes", truth_eyes_json(truth));
	json_object_set_new(root, "lane_pass", truth_passes_json(truth));
	if (truth->timing.loop_s > 0)
		json_object_set_new(root, "state", truth_state_json(truth));
	json_object_set_new(root, "drift", truth_drift_json(truth));
	json_object_set_new(root, "lock", truth_lock_json(truth));
	json_object_set_new(root, "token", truth_token_json(truth));
	json_object_set_new(root, "mains", truth_mains_json(truth));
	json_object_set_new(root, "jitter", truth_jitter_json(truth));
	if (bench->config.lanes == 1)
		return root;
	json_object_set_new(root, "by_lane", truth_lanes_json(truth));
	json_object_set_new(root, "crosstalk", truth_crosstalk_json(truth));
	json_object_set_new(root, "snr_by_lane", truth_snr_lanes_json(truth));
	return root;
}

static void parts_set(const struct twin_bench *bench, struct truth *truth)
{
	const struct twin_config *c = &bench->config;
	const struct twin_slow_state *slow = bench_slow(bench);
	twin_mix_receive(c, slow, &truth->optics, &truth->mix[0]);
	twin_mix_loop(c, slow, &truth->optics, &truth->mix[1]);
	truth->parts = (struct twin_loop_parts){
		.optics = &truth->optics,
		.receive = &truth->mix[0],
		.loop = &truth->mix[1],
		.weight = c->levels == TWIN_DUAL_RAIL ? c->weight : NULL,
		.desync = c->desync,
	};
}

static char *truth_text(struct twin_bench *bench, bool amplifier_on)
{
	pthread_mutex_lock(&bench->lock);
	/* A copy that can be lined up; what it points to is only read. */
	struct twin_bench *copy = malloc(sizeof(*copy));
	char *text = NULL;
	if (!copy)
		goto out;
	*copy = *bench;
	bool nominal = true;
	for (unsigned i = 0; i < twin_config_lasers(&bench->config); i++)
		if (bench->laser[i].on)
			nominal = false;
	if (nominal)
		line_up(copy, amplifier_on);
	struct truth truth = { .bench = copy,
			       .present = bench,
			       .mix = malloc(2 * sizeof(struct twin_mix)) };
	if (!truth.mix)
		goto out;
	bench_optics(copy, &truth.optics);
	parts_set(copy, &truth);
	bench_timing_adc(copy, &truth.timing);
	twin_receiver_solve(&copy->config, &truth.optics, &truth.timing,
			    &truth.rx);
	json_t *root = truth_json(&truth, nominal);
	if (root)
		text = json_dumps(root, JSON_INDENT(2) | JSON_PRESERVE_ORDER |
						JSON_REAL_PRECISION(15));
	json_decref(root);
	free(truth.mix);
out:
	free(copy);
	pthread_mutex_unlock(&bench->lock);
	return text;
}

char *twin_truth(struct twin_bench *bench)
{
	return truth_text(bench, true);
}

char *twin_truth_unamplified(struct twin_bench *bench)
{
	return truth_text(bench, false);
}
