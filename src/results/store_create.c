/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Making a new run folder, never over anything that is there. */
#include "results/store.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/atomic_file.h"
#include "results/store_db.h"

/* Makes the folder and its parents where they are missing. */
static enum err_code make_folders(const char *dir, struct err *e)
{
	char path[PATH_MAX];
	snprintf(path, sizeof(path), "%s", dir);
	for (char *end = path; end;) {
		end = strchr(end + 1, '/');
		if (end)
			*end = '\0';
		if (mkdir(path, 0777) && errno != EEXIST)
			return err_set_errno(e, ERR_STORE,
					     "%s: making the folder", path);
		if (end)
			*end = '/';
	}
	return ERR_OK;
}

static enum err_code check_empty(const char *dir, struct err *e)
{
	DIR *d = opendir(dir);
	if (!d)
		return err_set_errno(e, ERR_STORE, "%s", dir);
	bool empty = true;
	for (struct dirent *entry; (entry = readdir(d));)
		if (strcmp(entry->d_name, ".") && strcmp(entry->d_name, ".."))
			empty = false;
	closedir(d);
	if (empty)
		return ERR_OK;
	return err_set(e, ERR_STORE,
		       "%s: the folder is not empty, and a run is never "
		       "written over another",
		       dir);
}

/* Under another name, so that whoever finds run.db finds a run in it, at
 * whatever moment the process that made it has died. */
static enum err_code make_database(struct store *s, const char *path,
				   struct err *e)
{
	char fresh[PATH_MAX + 8];
	snprintf(fresh, sizeof(fresh), "%s.new", path);
	enum err_code code = store_connect(
		s, fresh, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, e);
	if (!code)
		code = store_exec(s, store_schema, "making the tables", e);
	/* Takes what is in the log into the file and removes the log. */
	sqlite3_close(s->db);
	s->db = NULL;
	if (!code && rename(fresh, path))
		code = err_set_errno(e, ERR_STORE, "%s", path);
	if (code)
		unlink(fresh);
	return code;
}

static enum err_code store_fill(struct store *s, struct err *e)
{
	char path[PATH_MAX];
	snprintf(path, sizeof(path), "%s/captures", s->dir);
	if (mkdir(path, 0777))
		return err_set_errno(e, ERR_STORE, "%s: making the folder",
				     path);
	snprintf(path, sizeof(path), "%s/run.db", s->dir);
	enum err_code code = make_database(s, path, e);
	if (!code)
		code = store_connect(s, path, SQLITE_OPEN_READWRITE, e);
	if (!code)
		code = store_prepare(s, e);
	if (!code)
		code = atomic_file_sync_folder(s->dir, e);
	snprintf(path, sizeof(path), "%s/..", s->dir);
	return code ? code : atomic_file_sync_folder(path, e);
}

enum err_code store_create(const char *dir, struct store **out, struct err *e)
{
	struct store *s;
	enum err_code code = store_new(dir, &s, e);
	if (code)
		return code;
	code = make_folders(s->dir, e);
	if (!code)
		code = store_lock(s, e);
	if (!code)
		code = check_empty(s->dir, e);
	if (!code)
		code = store_fill(s, e);
	if (code)
		store_close(s);
	else
		*out = s;
	return code;
}
