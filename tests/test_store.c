/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The run store: what goes in comes out, and folders that are no run. */
#include "results/store.h"

#include <fcntl.h>
#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <sqlite3.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "store_fixture.h"

static const char *path_in(void **state, const char *name)
{
	static char path[300];
	snprintf(path, sizeof(path), "%s/%s", (char *)*state, name);
	return path;
}

static struct store *create(void **state)
{
	struct err e = { 0 };
	struct store *store = NULL;
	if (store_create(path_in(state, "run"), &store, &e))
		fail_msg("%s", e.text);
	return store;
}

static struct store *reopen(struct store *store, bool writable)
{
	struct err e = { 0 };
	struct store *again = NULL;
	char dir[300];
	snprintf(dir, sizeof(dir), "%s", store_dir(store));
	store_close(store);
	if (store_open(dir, writable, &again, &e))
		fail_msg("%s", e.text);
	return again;
}

static struct store_run *load(struct store *store)
{
	struct err e = { 0 };
	struct store_run *run = NULL;
	if (store_run_load(store, &run, &e))
		fail_msg("%s", e.text);
	return run;
}

static void add(struct store *store, const struct store_point *point)
{
	struct err e = { 0 };
	if (store_point_add(store, point, &e))
		fail_msg("%s", e.text);
}

static void test_round_trip(void **state)
{
	struct store *store = create(state);
	struct fixture_point p;
	for (unsigned i = 0; i < 20; i++) {
		fixture_point(&p, i);
		add(store, &p.point);
	}
	store = reopen(store, false);
	struct store_run *run = load(store);
	assert_int_equal(run->npoints, 20);
	for (unsigned i = 0; i < 20; i++) {
		fixture_point(&p, i);
		fixture_compare(&run->points[i], &p.point);
	}
	store_run_free(run);
	store_close(store);
}

/* Every kind of double, and every status, direction and flag. */
static void test_numbers(void **state)
{
	static const double values[] = { 0.0,	      -0.0,
					 1.0,	      -1.0,
					 .1,	      1.0 / 3,
					 DBL_MIN,     DBL_MAX,
					 -DBL_MAX,    DBL_TRUE_MIN,
					 1e300,	      INFINITY,
					 -INFINITY,   9007199254740993.0,
					 6e-9,	      NAN,
					 4e18,	      -12345678,
					 DBL_EPSILON, 1 + DBL_EPSILON };
	enum { N = sizeof(values) / sizeof(values[0]) };
	struct store_result results[N];
	for (size_t i = 0; i < N; i++) {
		double v = values[i], w = values[(i + 7) % N];
		results[i] = (struct store_result){
			.step = "numbers",
			.quantity = "x",
			.lane = -1,
			.pass = -1,
			.estimate = { .value = v,
				      .u = w,
				      .lo = v,
				      .hi = w,
				      .coverage = v,
				      .nu_eff = w,
				      .n = i ? (1ul << 62) + i : 0,
				      .status = i % 8,
				      .censor = i % 3,
				      .flags = (unsigned)i * 13 % 256,
				      .unit = i % 2 ? "s" : NULL,
				      .plane = i % 2 ? "" : "P4" },
			.has_min = !isnan(v),
			.has_max = !isnan(w),
			.min = isnan(v) ? 0 : v,
			.max = isnan(w) ? 0 : w,
			.p_conform = v,
		};
		snprintf(results[i].estimate.note, 160, "\xc2\xb5 %zu '", i);
	}
	struct store_point point = { .step = "numbers",
				     .status = "done",
				     .results = results,
				     .nresults = N };
	struct store *store = create(state);
	add(store, &point);
	struct store_run *run = load(store);
	fixture_compare(&run->points[0], &point);
	store_run_free(run);
	store_close(store);
}

static void each(void *context, const char *key, const char *value)
{
	char *text = context;
	sprintf(text + strlen(text), "%s=%s;", key, value);
}

static void test_meta_and_events(void **state)
{
	struct err e = { 0 };
	struct store *store = create(state);
	assert_null(store_meta_get(store, "seed"));
	assert_int_equal(store_meta_set(store, "seed", "1", &e), ERR_OK);
	assert_int_equal(store_meta_set(store, "plan_text", "a: b\n", &e), 0);
	assert_int_equal(store_meta_set(store, "seed", "42", &e), ERR_OK);
	struct store_instrument instrument = { .role = "laser",
					       .driver = "santec-tsl",
					       .identity = "SANTEC,TSL" };
	assert_int_equal(store_instrument_add(store, &instrument, &e), 0);
	assert_int_equal(store_event_add(store, "retried once", &e), ERR_OK);
	assert_int_equal(store_event_add(store, "safe state", &e), ERR_OK);
	store = reopen(store, true);
	assert_string_equal(store_meta_get(store, "seed"), "42");
	char text[200] = "";
	store_meta_each(store, each, text);
	assert_string_equal(text, "plan_text=a: b\n;seed=42;");
	struct store_run *run = load(store);
	assert_int_equal(run->npoints, 0);
	assert_int_equal(run->ninstruments, 1);
	assert_string_equal(run->instruments[0].identity, "SANTEC,TSL");
	assert_null(run->instruments[0].due);
	assert_int_equal(run->nevents, 2);
	assert_string_equal(run->events[0].text, "retried once");
	assert_string_equal(run->events[1].text, "safe state");
	assert_int_equal(strlen(run->events[0].utc),
			 strlen("2026-01-02T03:04:05.000006Z"));
	store_run_free(run);
	store_close(store);
}

static void test_done(void **state)
{
	struct store *store = create(state);
	struct store_point point = { .step = "timing",
				     .status = "error: link lost" };
	add(store, &point);
	assert_false(store_point_done(store, "timing"));
	point.status = "done";
	add(store, &point);
	assert_true(store_point_done(store, "timing"));
	assert_false(store_point_done(store, "gain"));
	store_close(store);
}

/* The folder is made with its parents; what is there is never touched. */
static void test_create(void **state)
{
	struct err e = { 0 };
	struct store *store = NULL;
	assert_int_equal(store_create(path_in(state, "a/b/c/"), &store, &e),
			 ERR_OK);
	assert_string_equal(store_dir(store), path_in(state, "a/b/c"));
	store_close(store);
	struct stat st;
	assert_int_equal(stat(path_in(state, "a/b/c/captures"), &st), 0);
	assert_true(S_ISDIR(st.st_mode));
	assert_int_equal(store_create(path_in(state, "a"), &store, &e),
			 ERR_STORE);
	assert_non_null(strstr(e.text, "not empty"));
	assert_int_equal(
		store_create(path_in(state, "a/b/c/run.db"), &store, &e),
		ERR_STORE);
	assert_non_null(strstr(e.text, "run.db"));
	assert_int_equal(store_create("", &store, &e), ERR_STORE);
	assert_int_equal(mkdir(path_in(state, "empty"), 0777), 0);
	assert_int_equal(store_create(path_in(state, "empty"), &store, &e), 0);
	store_close(store);
	store_close(NULL);
	store_run_free(NULL);
}

static void write_file(const char *path, const void *data, size_t size)
{
	FILE *f = fopen(path, "w");
	assert_non_null(f);
	assert_int_equal(fwrite(data, 1, size, f), size);
	assert_int_equal(fclose(f), 0);
}

static void refuses(void **state, const char *name, const char *why)
{
	for (int writable = 0; writable < 2; writable++) {
		struct err e = { 0 };
		struct store *store = NULL;
		const char *path = path_in(state, name);
		assert_int_equal(store_open(path, writable, &store, &e),
				 ERR_STORE);
		if (!strstr(e.text, why) || !strstr(e.text, path))
			fail_msg("%s", e.text);
	}
}

/* What another program, or another version, might do to the file. */
static void run_sql(void **state, const char *name, const char *sql)
{
	sqlite3 *db;
	assert_int_equal(sqlite3_open(path_in(state, name), &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(db);
}

static void test_no_run(void **state)
{
	refuses(state, "nowhere", "No such file");
	write_file(path_in(state, "file"), "x", 1);
	refuses(state, "file", "a run is a folder");
	mkdir(path_in(state, "d"), 0777);
	refuses(state, "d", "holds no run.db");
	write_file(path_in(state, "d/run.db"), "", 0);
	refuses(state, "d", "no run of loopgauge");
	char junk[5000];
	memset(junk, 'x', sizeof(junk));
	write_file(path_in(state, "d/run.db"), junk, sizeof(junk));
	refuses(state, "d", "not a database");
}

static void test_other_database(void **state)
{
	mkdir(path_in(state, "d"), 0777);
	run_sql(state, "d/run.db", "CREATE TABLE t(x)");
	refuses(state, "d", "another program");
	store_close(create(state));
	run_sql(state, "run/run.db", "PRAGMA user_version=99");
	refuses(state, "run", "schema version 99");
}

static void test_read_only(void **state)
{
	struct store *store = reopen(create(state), false);
	struct fixture_point p;
	struct err e = { 0 };
	fixture_point(&p, 1);
	assert_int_equal(store_point_add(store, &p.point, &e), ERR_STORE);
	assert_non_null(strstr(e.text, "readonly"));
	assert_non_null(strstr(e.text, path_in(state, "run/run.db")));
	store_close(store);
}

/* A point that cannot be stored leaves no trace and does no harm. */
static void test_undone(void **state)
{
	struct store *store = create(state);
	struct fixture_point p;
	struct err e = { 0 };
	fixture_point(&p, 1);
	p.point.step = NULL;
	assert_int_equal(store_point_add(store, &p.point, &e), ERR_STORE);
	assert_non_null(strstr(e.text, "point.step"));
	fixture_point(&p, 2);
	add(store, &p.point);
	struct store_run *run = load(store);
	assert_int_equal(run->npoints, 1);
	store_run_free(run);
	store_close(store);
}

/* A folder that nobody may write in, as on an archive medium, can be read. */
static void test_archive(void **state)
{
	struct store *store = create(state);
	struct fixture_point p;
	fixture_point(&p, 1);
	add(store, &p.point);
	store_close(store);
	chmod(*state, 0755);
	chmod(path_in(state, "run"), 0555);
	pid_t pid = fork();
	if (pid == 0) {
		struct err e = { 0 };
		struct store_run *run = NULL;
		bool ok = geteuid() || !setuid(65534);
		ok = ok && access(path_in(state, "run"), W_OK) &&
		     !store_open(path_in(state, "run"), false, &store, &e) &&
		     !store_run_load(store, &run, &e) && run->npoints == 1;
		_exit(ok ? 0 : 1);
	}
	int status;
	waitpid(pid, &status, 0);
	chmod(path_in(state, "run"), 0777);
	assert_int_equal(status, 0);
}

/* Readers come and go while a run is written; a second writer does not. */
static void test_one_writer(void **state)
{
	struct store *store = create(state);
	struct fixture_point p;
	struct err e = { 0 };
	struct store *other = NULL, *reader = NULL;
	fixture_point(&p, 0);
	add(store, &p.point);
	assert_int_equal(store_open(path_in(state, "run"), true, &other, &e),
			 ERR_STORE);
	assert_non_null(strstr(e.text, "in use"));
	assert_int_equal(store_open(path_in(state, "run"), false, &reader, &e),
			 ERR_OK);
	add(store, &p.point);
	struct store_run *run = load(reader);
	assert_int_equal(run->npoints, 2);
	store_run_free(run);
	store_close(reader);
	add(store, &p.point);
	store_close(store);
	assert_int_equal(store_open(path_in(state, "run"), true, &other, &e),
			 ERR_OK);
	store_close(other);
}

/* A damaged file is an error, not a crash or half an answer. */
static void test_damaged(void **state)
{
	struct store *store = create(state);
	struct fixture_point p;
	for (unsigned i = 0; i < 50; i++) {
		fixture_point(&p, i);
		add(store, &p.point);
	}
	store_close(store);
	FILE *f = fopen(path_in(state, "run/run.db"), "r+");
	assert_non_null(f);
	for (long page = 3; page < 15; page++) {
		fseek(f, page * 4096, SEEK_SET);
		for (int i = 0; i < 64; i++)
			fputc(0xa5, f);
	}
	fclose(f);
	struct err e = { 0 };
	struct store_run *run = NULL;
	assert_int_equal(store_open(path_in(state, "run"), false, &store, &e),
			 ERR_OK);
	assert_int_equal(store_run_load(store, &run, &e), ERR_STORE);
	assert_non_null(strstr(e.text, "run.db"));
	store_close(store);
}

/* Arrays of a curve that do not fit together are never handed out. */
static void test_curve_lengths(void **state)
{
	static const char *const columns[] = { "x", "y", "lo", "hi" };
	char sql[100];
	for (size_t i = 0; i < 4; i++) {
		struct store *store = create(state);
		struct fixture_point p;
		struct err e = { 0 };
		struct store_run *run = NULL;
		fixture_point(&p, 1);
		add(store, &p.point);
		store_close(store);
		snprintf(sql, sizeof(sql),
			 "UPDATE curve SET %s=zeroblob(312) WHERE id=2",
			 columns[i]);
		run_sql(state, "run/run.db", sql);
		assert_int_equal(
			store_open(path_in(state, "run"), false, &store, &e),
			ERR_OK);
		assert_int_equal(store_run_load(store, &run, &e), ERR_STORE);
		assert_non_null(strstr(e.text, "curve is damaged"));
		store_close(store);
		run_sql(state, "run/run.db", "DELETE FROM curve");
		char other[400];
		snprintf(other, sizeof(other), "%s-%zu", path_in(state, "run"),
			 i);
		assert_int_equal(rename(path_in(state, "run"), other), 0);
	}
}

/* Bytes overwritten at random: whatever SQLite and we make of them, it is
 * the run or an error. */
static void test_random_damage(void **state)
{
	struct store *store = create(state);
	struct fixture_point p;
	for (unsigned i = 0; i < 3; i++) {
		fixture_point(&p, i);
		add(store, &p.point);
	}
	store_close(store);
	static char whole[1 << 17], damaged[1 << 17];
	FILE *f = fopen(path_in(state, "run/run.db"), "r");
	size_t size = fread(whole, 1, sizeof(whole), f);
	fclose(f);
	assert_true(size > 4096 && size < sizeof(whole));
	uint64_t seed = 1;
	unsigned refused = 0;
	for (unsigned round = 0; round < 200; round++) {
		memcpy(damaged, whole, size);
		for (unsigned i = 0; i < 1 + round / 10; i++) {
			seed = seed * 6364136223846793005u + 1;
			damaged[(seed >> 20) % size] ^= (char)(seed >> 55);
		}
		write_file(path_in(state, "run/run.db"), damaged, size);
		struct err e = { 0 };
		struct store_run *run = NULL;
		if (store_open(path_in(state, "run"), false, &store, &e)) {
			assert_int_equal(e.code, ERR_STORE);
			refused++;
			continue;
		}
		if (store_run_load(store, &run, &e))
			refused++;
		else
			store_run_free(run);
		store_close(store);
	}
	assert_true(refused > 20 && refused < 200);
}

#define TEST(name)                                                             \
	cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_round_trip),	    TEST(test_numbers),
		TEST(test_meta_and_events), TEST(test_done),
		TEST(test_create),	    TEST(test_no_run),
		TEST(test_other_database),  TEST(test_read_only),
		TEST(test_undone),	    TEST(test_archive),
		TEST(test_one_writer),	    TEST(test_damaged),
		TEST(test_curve_lengths),   TEST(test_random_damage),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
