/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Opening and closing a run folder: its lock, its version, its statements. */
#include "results/store.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "results/store_db.h"

enum err_code store_fail(struct store *store, struct err *e, const char *what)
{
	int number = sqlite3_system_errno(store->db);
	int rc = sqlite3_errcode(store->db);
	bool system = number && (rc == SQLITE_IOERR || rc == SQLITE_CANTOPEN ||
				 rc == SQLITE_FULL);
	return err_set(e, ERR_STORE, "%s/run.db: %s: %s%s%s", store->dir, what,
		       sqlite3_errmsg(store->db), system ? ": " : "",
		       system ? strerror(number) : "");
}

static enum err_code fail_nomem(struct err *e)
{
	return err_set(e, ERR_NOMEM, "out of memory");
}

enum err_code store_new(const char *dir, struct store **out, struct err *e)
{
	/* Room for the names of files in it. */
	if (!*dir || strlen(dir) > PATH_MAX - 64)
		return err_set(e, ERR_STORE, "%s: not the name of a folder",
			       dir);
	struct store *s = calloc(1, sizeof(*s));
	if (!s)
		return fail_nomem(e);
	s->lock = -1;
	s->dir = strdup(dir);
	if (!s->dir) {
		free(s);
		return fail_nomem(e);
	}
	/* "runs/1/" and "runs/1" are the same run. */
	for (size_t n = strlen(s->dir); n > 1 && s->dir[n - 1] == '/'; n--)
		s->dir[n - 1] = '\0';
	*out = s;
	return ERR_OK;
}

/* One writer at a time: two would both drive the bench. The lock goes with
 * the process, and with a child that it left behind to make the bench safe. */
enum err_code store_lock(struct store *s, struct err *e)
{
	s->lock = open(s->dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (s->lock < 0)
		return err_set_errno(e, ERR_STORE, "%s", s->dir);
	if (!flock(s->lock, LOCK_EX | LOCK_NB))
		return ERR_OK;
	if (errno == EWOULDBLOCK)
		return err_set(e, ERR_STORE,
			       "%s: this run is still in use by another "
			       "process",
			       s->dir);
	return err_set_errno(e, ERR_STORE, "%s: locking", s->dir);
}

enum err_code store_exec(struct store *s, const char *sql, const char *what,
			 struct err *e)
{
	if (sqlite3_exec(s->db, sql, NULL, NULL, NULL) != SQLITE_OK)
		return store_fail(s, e, what);
	return ERR_OK;
}

enum err_code store_prepare(struct store *s, struct err *e)
{
	for (int i = 0; i < STORE_SQL_COUNT; i++)
		if (sqlite3_prepare_v3(s->db, store_statements[i], -1,
				       SQLITE_PREPARE_PERSISTENT, &s->sql[i],
				       NULL) != SQLITE_OK)
			return store_fail(s, e, "preparing");
	return ERR_OK;
}

enum err_code store_connect(struct store *s, const char *name, int flags,
			    struct err *e)
{
	int rc = sqlite3_open_v2(name, &s->db, flags, NULL);
	if (rc != SQLITE_OK)
		return s->db ? store_fail(s, e, "opening") : fail_nomem(e);
	sqlite3_busy_timeout(s->db, 5000);
	if (flags & SQLITE_OPEN_READONLY)
		return ERR_OK;
	return store_exec(s, "PRAGMA foreign_keys=ON; PRAGMA synchronous=FULL",
			  "opening", e);
}

/* An integer of the header of the file; false if it cannot be read. */
static bool store_pragma(struct store *s, const char *sql, int *value)
{
	sqlite3_stmt *stmt;
	bool ok =
		sqlite3_prepare_v2(s->db, sql, -1, &stmt, NULL) == SQLITE_OK &&
		sqlite3_step(stmt) == SQLITE_ROW;
	if (ok)
		*value = sqlite3_column_int(stmt, 0);
	sqlite3_finalize(stmt);
	return ok;
}

static enum err_code store_check(struct store *s, struct err *e)
{
	int id, version;
	if (!store_pragma(s, "PRAGMA application_id", &id) ||
	    !store_pragma(s, "PRAGMA user_version", &version))
		return store_fail(s, e, "this is no run of loopgauge");
	if (id != STORE_APPLICATION_ID)
		return err_set(e, ERR_STORE,
			       "%s: this is no run of loopgauge: run.db "
			       "belongs to another program or was never "
			       "finished",
			       s->dir);
	if (version != STORE_SCHEMA_VERSION)
		return err_set(e, ERR_STORE,
			       "%s: run.db has schema version %d, this "
			       "program reads version %d",
			       s->dir, version, STORE_SCHEMA_VERSION);
	return ERR_OK;
}

/* A folder on a read-only medium has no room for the index of the WAL, which
 * SQLite wants even for reading; without a WAL, the file alone will do. */
static enum err_code store_connect_immutable(struct store *s, struct err *e)
{
	char name[3 * PATH_MAX], *out = name;
	out += sprintf(out, "file:");
	for (const char *in = s->dir; *in && out < name + sizeof(name) - 64;
	     in++)
		if (strchr("%?#", *in))
			out += sprintf(out, "%%%02x", (unsigned char)*in);
		else
			*out++ = *in;
	sprintf(out, "/run.db?immutable=1");
	sqlite3_close(s->db);
	s->db = NULL;
	return store_connect(s, name, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI,
			     e);
}

static bool store_is_immutable(struct store *s)
{
	char wal[PATH_MAX];
	snprintf(wal, sizeof(wal), "%s/run.db-wal", s->dir);
	int ignored;
	return access(s->dir, W_OK) && access(wal, F_OK) &&
	       !store_pragma(s, "PRAGMA application_id", &ignored);
}

/* Connects to DIR/run.db, which must be a run of ours. */
static enum err_code store_attach(struct store *s, bool writable, struct err *e)
{
	char path[PATH_MAX];
	snprintf(path, sizeof(path), "%s/run.db", s->dir);
	struct stat st;
	if (stat(s->dir, &st))
		return err_set_errno(e, ERR_STORE, "%s", s->dir);
	if (!S_ISDIR(st.st_mode))
		return err_set(e, ERR_STORE,
			       "%s: a run is a folder, and this is a file",
			       s->dir);
	if (access(path, F_OK))
		return err_set(e, ERR_STORE,
			       "%s: this is no run of loopgauge: it holds no "
			       "run.db",
			       s->dir);
	enum err_code code = writable ? store_lock(s, e) : ERR_OK;
	if (!code)
		code = store_connect(s, path,
				     writable ? SQLITE_OPEN_READWRITE :
						SQLITE_OPEN_READONLY,
				     e);
	if (!code && !writable && store_is_immutable(s))
		code = store_connect_immutable(s, e);
	if (!code)
		code = store_check(s, e);
	return code ? code : store_prepare(s, e);
}

enum err_code store_open(const char *dir, bool writable, struct store **out,
			 struct err *e)
{
	struct store *s;
	enum err_code code = store_new(dir, &s, e);
	if (code)
		return code;
	code = store_attach(s, writable, e);
	if (code)
		store_close(s);
	else
		*out = s;
	return code;
}

void store_close(struct store *store)
{
	if (!store)
		return;
	for (int i = 0; i < STORE_SQL_COUNT; i++)
		sqlite3_finalize(store->sql[i]);
	sqlite3_close(store->db);
	if (store->lock >= 0)
		close(store->lock);
	free(store->text);
	free(store->dir);
	free(store);
}

const char *store_dir(const struct store *store)
{
	return store->dir;
}
