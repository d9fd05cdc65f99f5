/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Mapping and reading of files; does not look into them. */
#include "recording/file_bytes.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define READ_FIRST (1u << 16)
#define READ_MAX ((size_t)2 << 30) /* a pipe without an end */

static enum err_code bytes_grow(const char *path, struct file_bytes *b,
				size_t *room, struct err *e)
{
	if (b->size < *room)
		return ERR_OK;
	size_t more = *room ? 2 * *room : READ_FIRST;
	if (more > READ_MAX)
		return err_set(e, ERR_INPUT, "%s: more than %zu bytes; write "
			       "them to a file first", path, READ_MAX);
	unsigned char *data = realloc(b->data, more);
	if (!data)
		return err_set(e, ERR_NOMEM, "%s: out of memory", path);
	b->data = data;
	*room = more;
	return ERR_OK;
}

static enum err_code bytes_read(const char *path, int fd,
				struct file_bytes *b, struct err *e)
{
	size_t room = 0;
	for (;;) {
		enum err_code code = bytes_grow(path, b, &room, e);
		if (code)
			return code;
		ssize_t n = read(fd, b->data + b->size, room - b->size);
		if (n == 0)
			return ERR_OK;
		if (n < 0 && errno != EINTR)
			return err_set_errno(e, ERR_INPUT, "cannot read %s",
					     path);
		b->size += n > 0 ? (size_t)n : 0;
	}
}

static enum err_code bytes_map(const char *path, int fd, size_t size,
			       struct file_bytes *b, struct err *e)
{
	void *data = mmap(NULL, size, PROT_READ | PROT_WRITE,
			  MAP_PRIVATE | MAP_NORESERVE, fd, 0);
	if (data == MAP_FAILED)
		return bytes_read(path, fd, b, e);
	*b = (struct file_bytes){ data, size, true };
	return ERR_OK;
}

enum err_code file_bytes_open(const char *path, struct file_bytes *out,
			      struct err *e)
{
	struct stat st;
	bool standard = strcmp(path, "-") == 0;
	int fd = standard ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
	*out = (struct file_bytes){ 0 };
	if (fd < 0 || fstat(fd, &st)) {
		enum err_code code =
			err_set_errno(e, ERR_INPUT, "cannot open %s", path);
		if (fd >= 0 && !standard)
			close(fd);
		return code;
	}
	enum err_code code = ERR_OK;
	if (S_ISDIR(st.st_mode))
		code = err_set(e, ERR_INPUT, "%s: a folder; expected a file",
			       path);
	else if (S_ISREG(st.st_mode) && st.st_size > 0 && !standard)
		code = bytes_map(path, fd, (size_t)st.st_size, out, e);
	else
		code = bytes_read(path, fd, out, e);
	if (!standard)
		close(fd);
	if (code)
		file_bytes_close(out);
	return code;
}

void file_bytes_release(const struct file_bytes *bytes, unsigned char *from,
			size_t size)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	size_t begin = ((size_t)(from - bytes->data) + page - 1) / page * page;
	size_t end = (size_t)(from - bytes->data + size) / page * page;
	if (bytes->mapped && begin < end)
		(void)madvise(bytes->data + begin, end - begin, MADV_DONTNEED);
}

void file_bytes_close(struct file_bytes *bytes)
{
	if (bytes->mapped)
		munmap(bytes->data, bytes->size);
	else
		free(bytes->data);
	*bytes = (struct file_bytes){ 0 };
}
