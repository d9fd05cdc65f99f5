/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a finished point costs: store_point_add with one result against a bare
 * SQLite loop that commits the same row, both synced to the disk, taking
 * turns so that a slow moment of the disk hits both.
 */
#include "config.h" /* nftw */
#include "results/store.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <sqlite3.h>

#define TURNS 20
#define PER_TURN 20
#define COLUMNS 28

/* Seconds on the wall and of the processor. */
struct cost {
	double wall, cpu;
};

static double clock_read(clockid_t id)
{
	struct timespec t;
	clock_gettime(id, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static struct cost cost_now(void)
{
	return (struct cost){ clock_read(CLOCK_MONOTONIC),
			      clock_read(CLOCK_PROCESS_CPUTIME_ID) };
}

static void cost_add(struct cost *sum, struct cost since)
{
	struct cost now = cost_now();
	sum->wall += now.wall - since.wall;
	sum->cpu += now.cpu - since.cpu;
}

static const struct store_result result = {
	.step = "snr",
	.quantity = "snr",
	.pass = 7,
	.estimate = { .value = 21.4,
		      .u = .1,
		      .lo = 21.2,
		      .hi = 21.6,
		      .coverage = .95,
		      .nu_eff = 40,
		      .n = 400,
		      .unit = "dB",
		      .method = "SN-1/jackknife",
		      .plane = "P4" },
	.has_min = true,
	.min = 19.9,
	.rule = "guard95",
	.p_conform = 1,
	.verdict = "PASS",
};

static enum err_code store_turn(struct store *store, struct err *e)
{
	const struct store_point point = {
		.step = "snr",
		.procedure = "snr-vs-passes",
		.params_json = "{\"passes\": 100}",
		.status = "done",
		.started_utc = "2026-01-02T03:04:05.000006Z",
		.ended_utc = "2026-01-02T03:04:06.000007Z",
		.results = &result,
		.nresults = 1,
	};
	enum err_code code = ERR_OK;
	for (int i = 0; !code && i < PER_TURN; i++)
		code = store_point_add(store, &point, e);
	return code;
}

/* A table of as many columns, and its statement. */
static sqlite3_stmt *plain_open(const char *path, sqlite3 **db)
{
	char table[400] = "CREATE TABLE t (a0", row[400] = "INSERT INTO t "
							   "VALUES (?";
	for (int i = 1; i < COLUMNS; i++) {
		sprintf(table + strlen(table), ", a%d", i);
		strcat(row, ",?");
	}
	strcat(table, ")");
	strcat(row, ")");
	sqlite3_stmt *stmt = NULL;
	if (sqlite3_open(path, db) ||
	    sqlite3_exec(*db,
			 "PRAGMA journal_mode=WAL;"
			 "PRAGMA synchronous=FULL",
			 NULL, NULL, NULL) ||
	    sqlite3_exec(*db, table, NULL, NULL, NULL) ||
	    sqlite3_prepare_v2(*db, row, -1, &stmt, NULL))
		return NULL;
	return stmt;
}

static int plain_turn(sqlite3_stmt *stmt)
{
	for (int i = 0; i < PER_TURN; i++) {
		for (int k = 1; k <= COLUMNS; k++)
			if (k % 2)
				sqlite3_bind_double(stmt, k, 21.4 / k);
			else
				sqlite3_bind_text(stmt, k, "snr", -1,
						  SQLITE_STATIC);
		if (sqlite3_step(stmt) != SQLITE_DONE)
			return -1;
		sqlite3_reset(stmt);
	}
	return 0;
}

static void report(const char *name, double seconds)
{
	printf("%s %.1f us\n", name, 1e6 * seconds / (TURNS * PER_TURN));
}

static int measure(const char *dir, struct err *e)
{
	char path[200];
	struct store *store = NULL;
	sqlite3 *db = NULL;
	struct cost ours = { 0 }, plain = { 0 };
	snprintf(path, sizeof(path), "%s/run", dir);
	if (store_create(path, &store, e))
		return -1;
	snprintf(path, sizeof(path), "%s/plain.db", dir);
	sqlite3_stmt *stmt = plain_open(path, &db);
	int failed = !stmt;
	for (int turn = 0; !failed && turn < TURNS; turn++) {
		struct cost start = cost_now();
		failed = store_turn(store, e) != ERR_OK;
		cost_add(&ours, start);
		start = cost_now();
		failed = failed || plain_turn(stmt);
		cost_add(&plain, start);
	}
	sqlite3_finalize(stmt);
	sqlite3_close(db);
	store_close(store);
	if (failed)
		return -1;
	report("store_point_add", ours.wall);
	report("store_point_add_cpu", ours.cpu);
	report("sqlite_row_commit", plain.wall);
	report("sqlite_row_commit_cpu", plain.cpu);
	printf("store_vs_sqlite %.3f 1\n", ours.wall / plain.wall);
	return 0;
}

static int remove_one(const char *path, const struct stat *st, int type,
		      struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

int main(void)
{
	/* Here rather than in /tmp, which may be no disk. */
	char dir[] = "store-bench-XXXXXX";
	struct err e = { 0 };
	if (!mkdtemp(dir))
		return 1;
	int failed = measure(dir, &e);
	if (failed)
		fprintf(stderr, "store_bench: %s\n",
			e.code ? e.text : "the plain loop failed");
	nftw(dir, remove_one, 8, FTW_DEPTH | FTW_PHYS);
	return failed ? 1 : 0;
}
