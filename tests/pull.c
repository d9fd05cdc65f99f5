/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The pull test of the whole path: for seeds 1..N a simulated bench of each
 * stage, the stage's plan over the wire, and every estimate against the bench's
 * own truth. z = (estimate - truth) / u must have mean 0, sd 1 and the 95 %
 * intervals their coverage, within the bounds of the measurement definitions.
 * The gates (stationarity, lack of fit) refuse good records at their stated
 * rates of 0.2 % and 1 %; more than 5 % refused (10 % of few seeds) is out of
 * bounds. Whole numbers (passes) must be the truth's own.
 *
 * PULL_SEEDS (default 40) says how many; 200 or more are judged by the tighter
 * bounds. PULL_STAGE takes one stage alone. Needs loopgauge and loopgauge-twin
 * in top_builddir.
 */
#include <jansson.h>
#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define WORKERS 2
#define SEEDS_MAX 2000

/* Truth of the bench as it is lined up, with its amplifier off, or the first
 * less the second. */
enum from { ON, OFF, ON_LESS_OFF };

/* What is compared: result of the run, place in the truth, where an array is
 * over passes. */
struct quantity {
	const char *step, *name;
	int pass; /* -1 = none */
	const char *truth[3];
	enum from from;
	int whole; /* no z: the very number */
};

static const struct quantity stage0[] = {
	{ "dark-floor", "noise_floor", -1, .truth = { "noise_floor", "a_rms" } },
	{ "timing", "slot_period", -1, .truth = { "slot_period_s" } },
	{ "snr", "snr", 0, .truth = { "snr", "var_p6_db" } },
};

static const struct quantity stage1[] = {
	{ "dark-floor", "noise_floor", -1, .truth = { "noise_floor", "a_rms" } },
	{ "timing", "loop_period", -1, .truth = { "tau_L_s" } },
	{ "timing", "slot_period", -1, .truth = { "slot_period_s" } },
	{ "gain", "net_gain", -1, .truth = { "g" } },
	{ "gain", "net_gain_db", -1, .truth = { "g_db" } },
	{ "snr", "snr", 0, .truth = { "snr", "var_p6_db" } },
	{ "snr", "snr", 1, .truth = { "snr", "var_p6_db" } },
	{ "snr", "snr", 3, .truth = { "snr", "var_p6_db" } },
	{ "snr", "snr", 5, .truth = { "snr", "var_p6_db" } },
	{ "snr", "useful_passes", -1,
	  .truth = { "k_use", "req_19_887", "exact_var_p6" }, .whole = 1 },
};

static const struct quantity stage2[] = {
	{ "dark-floor", "noise_floor", -1, .truth = { "noise_floor", "a_rms" } },
	{ "timing", "loop_period", -1, .truth = { "tau_L_s" } },
	{ "timing", "slot_period", -1, .truth = { "slot_period_s" } },
	{ "gain", "net_gain", -1, .truth = { "g" } },
	{ "gain", "net_gain_db", -1, .truth = { "g_db" } },
	{ "snr", "snr", 0, .truth = { "snr", "var_p6_db" } },
	{ "snr", "snr", 1, .truth = { "snr", "var_p6_db" } },
	{ "snr", "snr", 4, .truth = { "snr", "var_p6_db" } },
	{ "snr", "snr", 16, .truth = { "snr", "var_p6_db" } },
	{ "snr", "snr", 64, .truth = { "snr", "var_p6_db" } },
	{ "snr", "snr", 128, .truth = { "snr", "var_p6_db" } },
	{ "snr", "noise_per_pass", -1, .truth = { "n_var_db" } },
	{ "snr", "noise_per_pass_carrier", -1, .truth = { "n_carrier_db" } },
	{ "amplifier", "snr_on", 0, .truth = { "snr", "var_p6_db" } },
	{ "amplifier", "snr_on", 4, .truth = { "snr", "var_p6_db" } },
	{ "amplifier", "snr_off", 0, .truth = { "snr", "var_p6_db" },
	  .from = OFF },
	{ "amplifier", "amplifier_advantage", 0,
	  .truth = { "snr", "var_p6_db" }, .from = ON_LESS_OFF },
};
#define QUANTITIES_MAX (sizeof(stage2) / sizeof(stage2[0]))

static const struct stage {
	const char *name, *plan;
	const struct quantity *quantities;
	size_t count;
} stages[] = {
#define STAGE(name, plan, rows)                                                \
	{ name, plan, rows, sizeof(rows) / sizeof(*rows) }
	STAGE("S0", "tests/plans/stage-0.yaml", stage0),
	STAGE("S1", "tests/plans/stage-1.yaml", stage1),
	STAGE("S2", "plans/stage-2-amplified-loop.yaml", stage2),
#undef STAGE
};

static const struct stage *stage; /* under test */
static double z[QUANTITIES_MAX][SEEDS_MAX];
static char covered[QUANTITIES_MAX][SEEDS_MAX];
static int seeds, failures, next_seed = 1;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static const char *builddir, *srcdir;
static char work[] = "/tmp/pull-XXXXXX";

/* Standard output of a command as JSON; NULL if it is none. */
static json_t *json_of(const char *command)
{
	FILE *f = popen(command, "r");
	if (!f)
		return NULL;
	json_t *json = json_loadf(f, 0, NULL);
	pclose(f);
	return json;
}

static json_t *find_result(json_t *results, const struct quantity *q)
{
	json_t *row;
	size_t i;
	json_array_foreach(results, i, row) {
		json_t *pass = json_object_get(row, "pass");
		if (strcmp(json_string_value(json_object_get(row, "step")),
			   q->step) == 0 &&
		    strcmp(json_string_value(json_object_get(row, "quantity")),
			   q->name) == 0 &&
		    (q->pass < 0 || json_integer_value(pass) == q->pass))
			return row;
	}
	return NULL;
}

static double truth_of(json_t *truth, const struct quantity *q)
{
	json_t *v = truth;
	for (int i = 0; i < 3 && q->truth[i]; i++)
		v = json_object_get(v, q->truth[i]);
	if (json_is_array(v))
		v = json_array_get(v, (size_t)q->pass);
	return json_is_number(v) ? json_number_value(v) : NAN;
}

static double wanted(json_t *on, json_t *off, const struct quantity *q)
{
	switch (q->from) {
	case OFF:
		return truth_of(off, q);
	case ON_LESS_OFF:
		return truth_of(on, q) - truth_of(off, q);
	case ON:
		break;
	}
	return truth_of(on, q);
}

/* Refused by a gate that has a rate of false alarms. */
static int refused(json_t *row)
{
	const char *status = json_string_value(json_object_get(row, "status"));
	return status && (strcmp(status, "NONSTATIONARY") == 0 ||
			  strcmp(status, "UNSTABLE_FIT") == 0);
}

/* False if anything is missing: said once, with what. */
static int compare(int seed, json_t *run, json_t *on, json_t *off)
{
	json_t *results = json_object_get(run, "results");
	for (size_t i = 0; i < stage->count; i++) {
		const struct quantity *q = &stage->quantities[i];
		json_t *row = find_result(results, q);
		double want = wanted(on, off, q);
		double value = json_number_value(json_object_get(row, "value"));
		double u = json_number_value(json_object_get(row, "u"));
		double lo = json_number_value(json_object_get(row, "lo"));
		double hi = json_number_value(json_object_get(row, "hi"));
		if (refused(row)) {
			z[i][seed - 1] = NAN;
			continue;
		}
		if (!row || !isfinite(want) || !(q->whole || u > 0)) {
			fprintf(stderr, "seed %d: %s.%s pass %d: value %g u "
				"%g truth %g status %s\n", seed, q->step,
				q->name, q->pass, value, u, want,
				json_string_value(json_object_get(row,
								  "status")));
			return 0;
		}
		if (q->whole)
			z[i][seed - 1] = value == want ? 0 : INFINITY;
		else
			z[i][seed - 1] = (value - want) / u;
		covered[i][seed - 1] = lo <= want && want <= hi;
	}
	return 1;
}

static json_t *truth(int seed, const char *amplifier)
{
	char command[4096];
	snprintf(command, sizeof(command),
		 "%s/loopgauge-twin --stage %s --seed %d --truth --amplifier "
		 "%s", builddir, stage->name, seed, amplifier);
	return json_of(command);
}

static int run_seed(int seed)
{
	char command[4096];
	snprintf(command, sizeof(command),
		 "%s/loopgauge --quiet run %s/%s --bench twin --seed %d "
		 "--no-report --out %s/%d >%s/%d.log 2>&1", builddir, srcdir,
		 stage->plan, seed, work, seed, work, seed);
	int status = system(command);
	if (!WIFEXITED(status) || (WEXITSTATUS(status) != 0 &&
				   WEXITSTATUS(status) != 1 &&
				   WEXITSTATUS(status) != 3)) {
		fprintf(stderr, "seed %d: the run ended with status %d\n",
			seed, status);
		snprintf(command, sizeof(command), "cat %s/%d.log >&2", work,
			 seed);
		return system(command) && 0;
	}
	snprintf(command, sizeof(command), "%s/loopgauge show %s/%d --json",
		 builddir, work, seed);
	json_t *run = json_of(command);
	json_t *on = truth(seed, "on"), *off = truth(seed, "off");
	int good = run && on && off && compare(seed, run, on, off);
	json_decref(run);
	json_decref(on);
	json_decref(off);
	snprintf(command, sizeof(command), "rm -rf %s/%d", work, seed);
	return system(command) == 0 && good;
}

static void *worker(void *unused)
{
	for (;;) {
		pthread_mutex_lock(&lock);
		int seed = next_seed++;
		pthread_mutex_unlock(&lock);
		if (seed > seeds || failures > 2)
			return unused;
		if (!run_seed(seed)) {
			pthread_mutex_lock(&lock);
			failures++;
			pthread_mutex_unlock(&lock);
		}
	}
}

static int whole_good(size_t i)
{
	int wrong = 0, refusals = 0;
	for (int s = 0; s < seeds; s++) {
		refusals += isnan(z[i][s]);
		wrong += isinf(z[i][s]) != 0;
	}
	int good = !wrong && refusals <= (seeds < 200 ? 0.1 : 0.05) * seeds;
	printf("%-7s %-11s %-23s       another number than the truth's %d "
	       "times  refused %d\n", good ? "ok" : "NOT OK",
	       stage->quantities[i].step, stage->quantities[i].name, wrong,
	       refusals);
	return good;
}

static int judge(size_t i)
{
	const struct quantity *q = &stage->quantities[i];
	double mean = 0, square = 0, coverage = 0, n = 0;
	if (q->whole)
		return whole_good(i);
	for (int s = 0; s < seeds; s++)
		n += !isnan(z[i][s]);
	for (int s = 0; s < seeds; s++) {
		if (isnan(z[i][s]))
			continue;
		mean += z[i][s] / n;
		coverage += covered[i][s] / n;
	}
	for (int s = 0; s < seeds; s++)
		if (!isnan(z[i][s]))
			square += (z[i][s] - mean) * (z[i][s] - mean) /
				  (n - 1);
	double sd = sqrt(square);
	int wide = seeds < 200;
	int good = n >= (wide ? 0.9 : 0.95) * seeds &&
		   fabs(mean) < (wide ? 0.5 : 0.25) &&
		   sd > (wide ? 0.7 : 0.8) && sd < (wide ? 1.35 : 1.25) &&
		   (wide || (coverage >= 0.90 && coverage <= 0.985));
	printf("%-7s %-11s %-23s %4d  mean z %+.3f  sd z %.3f  coverage "
	       "%.3f  refused %g\n", good ? "ok" : "NOT OK",
	       q->step, q->name, q->pass, mean, sd, coverage, seeds - n);
	return good;
}

/* How many quantities are out of bounds. */
static int pull(const struct stage *of)
{
	pthread_t threads[WORKERS];
	stage = of;
	next_seed = 1;
	failures = 0;
	for (int i = 0; i < WORKERS; i++)
		if (pthread_create(&threads[i], NULL, worker, NULL))
			abort();
	for (int i = 0; i < WORKERS; i++)
		pthread_join(threads[i], NULL);
	int bad = 0;
	for (size_t i = 0; !failures && i < stage->count; i++)
		bad += !judge(i);
	printf("%s: %d seeds, %d of %zu quantities out of bounds, %d runs "
	       "failed\n", stage->name, seeds, bad, stage->count, failures);
	return bad + failures;
}

int main(void)
{
	const char *n = getenv("PULL_SEEDS"), *only = getenv("PULL_STAGE");
	seeds = n ? atoi(n) : 40;
	builddir = getenv("top_builddir");
	srcdir = getenv("top_srcdir");
	if (seeds < 8 || seeds > SEEDS_MAX || !builddir || !srcdir ||
	    !mkdtemp(work)) {
		fprintf(stderr, "PULL_SEEDS 8..%d, top_builddir and "
				"top_srcdir are needed\n", SEEDS_MAX);
		return 2;
	}
	int bad = 0, ran = 0;
	for (size_t i = 0; i < sizeof(stages) / sizeof(stages[0]); i++) {
		if (only && strcmp(only, stages[i].name) != 0)
			continue;
		bad += pull(&stages[i]);
		ran++;
	}
	char command[64];
	snprintf(command, sizeof(command), "rm -rf %s", work);
	bad += system(command) != 0;
	return bad > 0 || !ran;
}
