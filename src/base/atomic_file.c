/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Write beside, sync, rename, sync the folder. */
#include "base/atomic_file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Room in the name for a number and an ending. */
#define SUFFIX_MAX 32

enum err_code atomic_file_open(struct atomic_file *file, const char *path,
			       struct err *e)
{
	file->stream = NULL;
	if (strlen(path) >= PATH_MAX - SUFFIX_MAX)
		return err_set(e, ERR_IO, "%s: the name is too long", path);
	/* A rename would put a file in the place of a device or a pipe. */
	struct stat there;
	if (stat(path, &there) == 0 && !S_ISREG(there.st_mode))
		return err_set(e, ERR_IO, "%s: is not a regular file, and only "
			       "one can be replaced as a whole", path);
	strcpy(file->path, path);
	/* The number keeps two processes from writing into one file. */
	snprintf(file->temporary, sizeof(file->temporary), "%.*s.%ld.part",
		 PATH_MAX - SUFFIX_MAX, path, (long)getpid());
	int fd = open(file->temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC,
		      0666);
	if (fd >= 0)
		file->stream = fdopen(fd, "w");
	if (file->stream)
		return ERR_OK;
	enum err_code code = err_set_errno(e, ERR_IO, "%s: writing", path);
	if (fd >= 0)
		close(fd);
	return code;
}

enum err_code atomic_file_sync_folder(const char *folder, struct err *e)
{
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	enum err_code code = ERR_OK;
	/* EINVAL: this kind of file system has nothing to sync here. */
	if (fd < 0 || (fsync(fd) && errno != EINVAL))
		code = err_set_errno(e, ERR_IO, "%s: writing the folder",
				     folder);
	if (fd >= 0)
		close(fd);
	return code;
}

static enum err_code sync_folder_of(const char *path, struct err *e)
{
	char folder[PATH_MAX] = ".";
	const char *slash = strrchr(path, '/');
	if (slash)
		snprintf(folder, sizeof(folder), "%.*s",
			 (int)(slash - path) + 1, path);
	return atomic_file_sync_folder(folder, e);
}

enum err_code atomic_file_commit(struct atomic_file *file, struct err *e)
{
	FILE *stream = file->stream;
	int failed = ferror(stream) || fflush(stream) || fsync(fileno(stream));
	/* A failed write long ago left no errno that means anything now. */
	int number = failed ? errno : 0;
	file->stream = NULL;
	if (fclose(stream) && !failed) {
		failed = 1;
		number = errno;
	}
	if (!failed && !rename(file->temporary, file->path))
		return sync_folder_of(file->path, e);
	errno = failed ? number : errno;
	enum err_code code =
		err_set_errno(e, ERR_IO, "%s: writing", file->path);
	unlink(file->temporary);
	return code;
}

void atomic_file_abort(struct atomic_file *file)
{
	if (!file->stream)
		return;
	fclose(file->stream);
	file->stream = NULL;
	unlink(file->temporary);
}

enum err_code atomic_file_write(const char *path, const void *data, size_t len,
				struct err *e)
{
	struct atomic_file file;
	enum err_code code = atomic_file_open(&file, path, e);
	if (code)
		return code;
	fwrite(data, 1, len, file.stream); /* commit asks how it went */
	return atomic_file_commit(&file, e);
}
