/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A file appears whole under its name, or what was there stays. */
#include "base/atomic_file.h"

#include <dirent.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "store_fixture.h"

static char *path_of(void **state)
{
	static char path[300];
	snprintf(path, sizeof(path), "%s/file", (char *)*state);
	return path;
}

static void expect(void **state, const char *text)
{
	char got[64] = "";
	FILE *f = fopen(path_of(state), "r");
	assert_non_null(f);
	got[fread(got, 1, sizeof(got) - 1, f)] = '\0';
	fclose(f);
	assert_string_equal(got, text);
	/* Nothing is left beside it. */
	DIR *d = opendir(*state);
	int entries = 0;
	while (readdir(d))
		entries++;
	closedir(d);
	assert_int_equal(entries, 3);
}

static void put(void **state, const char *text)
{
	struct err e = { 0 };
	struct atomic_file file;
	assert_int_equal(atomic_file_open(&file, path_of(state), &e), ERR_OK);
	assert_true(fputs(text, file.stream) >= 0);
	assert_int_equal(atomic_file_commit(&file, &e), ERR_OK);
	atomic_file_abort(&file);
}

static void test_commit(void **state)
{
	put(state, "one");
	expect(state, "one");
	put(state, "two");
	expect(state, "two");
	struct stat st;
	mode_t mask = umask(0);
	umask(mask);
	assert_int_equal(stat(path_of(state), &st), 0);
	assert_int_equal(st.st_mode & 0777, 0666 & ~mask);
}

static void test_whole(void **state)
{
	struct err e = { 0 };
	put(state, "longer than what follows");
	assert_int_equal(atomic_file_write(path_of(state), "one two", 3, &e),
			 ERR_OK);
	expect(state, "one");
	assert_int_equal(atomic_file_write(*state, "one", 3, &e), ERR_IO);
	assert_non_null(strstr(e.text, *state));
}

static void test_abort(void **state)
{
	struct err e = { 0 };
	struct atomic_file file;
	put(state, "one");
	assert_int_equal(atomic_file_open(&file, path_of(state), &e), ERR_OK);
	fputs("two", file.stream);
	fflush(file.stream);
	atomic_file_abort(&file);
	expect(state, "one");
}

/* As on a full disk: the file may not grow beyond 4 kB. */
static int write_limited(void **state)
{
	struct rlimit limit = { 4096, 4096 };
	struct err e = { 0 };
	struct atomic_file file;
	signal(SIGXFSZ, SIG_IGN);
	if (setrlimit(RLIMIT_FSIZE, &limit) ||
	    atomic_file_open(&file, path_of(state), &e))
		return 1;
	for (int i = 0; i < 20000; i++)
		fputs("two", file.stream);
	return atomic_file_commit(&file, &e) != ERR_IO ||
	       !strstr(e.text, path_of(state));
}

static void test_full(void **state)
{
	put(state, "one");
	pid_t pid = fork();
	if (pid == 0)
		_exit(write_limited(state));
	int status;
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
	expect(state, "one");
}

static void test_no_folder(void **state)
{
	struct err e = { 0 };
	struct atomic_file file;
	char path[400];
	snprintf(path, sizeof(path), "%s/nowhere/file", (char *)*state);
	assert_int_equal(atomic_file_open(&file, path, &e), ERR_IO);
	assert_non_null(strstr(e.text, path));
	assert_non_null(strstr(e.text, "No such file"));
	atomic_file_abort(&file);
	char name[PATH_MAX + 10];
	memset(name, 'x', sizeof(name) - 1);
	name[sizeof(name) - 1] = '\0';
	assert_int_equal(atomic_file_open(&file, name, &e), ERR_IO);
}

/* A pipe (as root, a device) is not to be renamed away. */
static void test_no_file(void **state)
{
	struct err e = { 0 };
	struct stat st;
	assert_int_equal(mkfifo(path_of(state), 0600), 0);
	assert_int_equal(atomic_file_write(path_of(state), "one", 3, &e),
			 ERR_IO);
	assert_non_null(strstr(e.text, "not a regular file"));
	assert_int_equal(stat(path_of(state), &st), 0);
	assert_true(S_ISFIFO(st.st_mode));
}

#define TEST(name)                                                             \
	cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_commit),
		TEST(test_whole),
		TEST(test_abort),
		TEST(test_full),
		TEST(test_no_folder),
		TEST(test_no_file),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
