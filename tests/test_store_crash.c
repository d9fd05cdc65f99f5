/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The run store when its process dies, the disk is full or the power may fail:
 * a point whose add returned is there, whole; no other is there in part.
 *
 * SQLite's own writes are replaced, so that death can come in the middle of
 * any chosen one; fdatasync is ours too, to see when data reach the disk.
 */
#include "results/store.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <sqlite3.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "store_fixture.h"

#define POINTS 6

enum mode { MODE_PLAIN, MODE_DIE, MODE_FULL };

/* What happens at the write number `at` and after it. */
static struct {
	enum mode mode;
	unsigned at, writes;
	bool unsynced; /* something was written since the last sync */
	unsigned syncs;
} disk;

static ssize_t disk_write(int fd, const void *data, size_t size, off_t offset)
{
	disk.writes++;
	disk.unsynced = true;
	bool now = disk.writes >= disk.at;
	if (disk.mode == MODE_FULL && now) {
		errno = ENOSPC;
		return -1;
	}
	if (disk.mode == MODE_DIE && now) {
		ssize_t torn = pwrite(fd, data, size / 2, offset);
		raise(torn < 0 ? SIGABRT : SIGKILL);
	}
	return pwrite(fd, data, size, offset);
}

/* Nothing is lost with a process, only with the power, so that counting the
 * syncs is enough here. */
static int disk_sync(void)
{
	disk.syncs++;
	disk.unsynced = false;
	return 0;
}

int fdatasync(int fd)
{
	(void)fd;
	return disk_sync();
}

int fsync(int fd)
{
	(void)fd;
	return disk_sync();
}

static void disk_set(enum mode mode, unsigned at)
{
	static const char *const calls[] = { "pwrite", "pwrite64" };
	sqlite3_vfs *vfs = sqlite3_vfs_find(NULL);
	disk.mode = mode;
	disk.at = at;
	disk.writes = 0;
	for (int i = 0; i < 2; i++)
		vfs->xSetSystemCall(vfs, calls[i],
				    (sqlite3_syscall_ptr)disk_write);
}

static char *run_dir(void **state, unsigned number)
{
	static char path[300];
	snprintf(path, sizeof(path), "%s/run-%u", (char *)*state, number);
	return path;
}

/* Adds points until it dies; tells through the pipe what is done: 0 for the
 * store itself, then the number of points. With `linger`, it then waits for
 * its death, however late that comes on a busy machine. */
static void child_run(const char *dir, int pipe, unsigned points, bool linger)
{
	struct err e = { 0 };
	struct store *store;
	struct fixture_point p;
	if (store_create(dir, &store, &e))
		_exit(1);
	for (unsigned i = 0;; i++) {
		unsigned char done = (unsigned char)i;
		if (write(pipe, &done, 1) != 1)
			_exit(1);
		if (i == points)
			break;
		fixture_point(&p, i);
		if (store_point_add(store, &p.point, &e))
			_exit(1);
	}
	while (linger)
		pause();
	store_close(store);
	_exit(0);
}

/* Points that the dead child had added: -1 = not even the store. */
static int read_done(int fd, int done)
{
	unsigned char byte;
	while (read(fd, &byte, 1) == 1)
		done = byte;
	close(fd);
	return done;
}

static void check_whole(const char *dir)
{
	char path[400];
	sqlite3 *db;
	sqlite3_stmt *stmt;
	snprintf(path, sizeof(path), "%s/run.db", dir);
	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_prepare_v2(db, "PRAGMA integrity_check", -1,
					    &stmt, NULL),
			 SQLITE_OK);
	assert_int_equal(sqlite3_step(stmt), SQLITE_ROW);
	assert_string_equal((const char *)sqlite3_column_text(stmt, 0), "ok");
	sqlite3_finalize(stmt);
	sqlite3_close(db);
}

/* All points that were done, at most one more, and room for the next. */
static void check_survivors(const char *dir, int done)
{
	struct err e = { 0 };
	struct store *store = NULL;
	struct store_run *run;
	struct fixture_point p;
	if (store_open(dir, true, &store, &e)) {
		/* Only a store that was never finished may be refused. */
		if (done >= 0 || e.code != ERR_STORE)
			fail_msg("%d done: %s", done, e.text);
		return;
	}
	assert_int_equal(store_run_load(store, &run, &e), ERR_OK);
	unsigned kept = (unsigned)run->npoints;
	assert_true((int)kept == done || (int)kept == done + 1);
	for (unsigned i = 0; i < kept; i++) {
		fixture_point(&p, i);
		fixture_compare(&run->points[i], &p.point);
		assert_true(store_point_done(store, p.point.step));
	}
	store_run_free(run);
	fixture_point(&p, kept);
	assert_false(store_point_done(store, p.point.step));
	if (store_point_add(store, &p.point, &e))
		fail_msg("%s", e.text);
	assert_true(store_point_done(store, p.point.step));
	store_close(store);
	check_whole(dir);
}

static pid_t start(const char *dir, int *fd, unsigned die_at, unsigned points)
{
	int pipes[2];
	assert_int_equal(pipe(pipes), 0);
	pid_t pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		close(pipes[0]);
		if (die_at)
			disk_set(MODE_DIE, die_at);
		child_run(dir, pipes[1], points, !die_at);
	}
	close(pipes[1]);
	*fd = pipes[0];
	return pid;
}

/* Death in the middle of the first write, of the second, and so on, until a
 * child lives to the end. */
static void test_torn_writes(void **state)
{
	unsigned deaths = 0;
	for (unsigned at = 1;; at++) {
		int fd, status;
		pid_t pid = start(run_dir(state, at), &fd, at, POINTS);
		int done = read_done(fd, -1);
		assert_int_equal(waitpid(pid, &status, 0), pid);
		if (WIFEXITED(status)) {
			assert_int_equal(WEXITSTATUS(status), 0);
			assert_int_equal(done, POINTS);
			break;
		}
		assert_int_equal(WTERMSIG(status), SIGKILL);
		check_survivors(run_dir(state, at), done);
		deaths++;
	}
	/* Each point writes frames, each frame a head and a page. */
	assert_true(deaths > 4 * POINTS);
}

static uint64_t next_random(uint64_t *seed)
{
	*seed = *seed * 6364136223846793005u + 1442695040888963407u;
	return *seed >> 33;
}

/* Killed from outside, some instructions after a random point. */
static void test_kill(void **state)
{
	for (unsigned run = 0; run < 20; run++) {
		uint64_t seed = run;
		next_random(&seed);
		int fd, status;
		int last = (int)(next_random(&seed) % 12);
		pid_t pid = start(run_dir(state, run), &fd, 0, 200);
		unsigned char done = 0;
		do {
			assert_int_equal(read(fd, &done, 1), 1);
		} while (done < last);
		for (uint64_t n = next_random(&seed) % 200000; n; n--)
			__asm__ volatile("");
		kill(pid, SIGKILL);
		assert_int_equal(waitpid(pid, &status, 0), pid);
		assert_int_equal(WTERMSIG(status), SIGKILL);
		check_survivors(run_dir(state, run), read_done(fd, done));
	}
}

/* No space for the Nth write of a point: an error with path and reason, what
 * was there stays, and with space the same point goes in. */
static void test_full_disk(void **state)
{
	struct err e = { 0 };
	struct store *store;
	struct store_run *run;
	struct fixture_point p;
	unsigned added = 0;
	assert_int_equal(store_create(run_dir(state, 0), &store, &e), ERR_OK);
	for (unsigned at = 1; at < 4; at++) {
		fixture_point(&p, added);
		disk_set(MODE_FULL, at);
		assert_int_equal(store_point_add(store, &p.point, &e),
				 ERR_STORE);
		assert_non_null(strstr(e.text, "full"));
		assert_non_null(strstr(e.text, run_dir(state, 0)));
		assert_false(store_point_done(store, p.point.step));
		disk_set(MODE_PLAIN, 0);
		assert_int_equal(store_point_add(store, &p.point, &e), ERR_OK);
		added++;
		assert_int_equal(store_run_load(store, &run, &e), ERR_OK);
		assert_int_equal(run->npoints, added);
		fixture_compare(&run->points[added - 1], &p.point);
		store_run_free(run);
	}
	store_close(store);
	check_whole(run_dir(state, 0));
}

/* When an add returns, nothing is left to be synced. */
static void test_synced(void **state)
{
	struct err e = { 0 };
	struct store *store;
	struct fixture_point p;
	disk_set(MODE_PLAIN, 0);
	assert_int_equal(store_create(run_dir(state, 0), &store, &e), ERR_OK);
	assert_false(disk.unsynced);
	for (unsigned i = 0; i < 10; i++) {
		unsigned syncs = disk.syncs, writes = disk.writes;
		fixture_point(&p, i);
		assert_int_equal(store_point_add(store, &p.point, &e), ERR_OK);
		assert_true(disk.writes > writes);
		assert_true(disk.syncs > syncs);
		assert_false(disk.unsynced);
		assert_int_equal(store_meta_set(store, "verdict", "PASS", &e),
				 ERR_OK);
		assert_false(disk.unsynced);
	}
	store_close(store);
}

#define TEST(name)                                                             \
	cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_torn_writes),
		TEST(test_kill),
		TEST(test_full_disk),
		TEST(test_synced),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
