/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Stages and their parameters as text for people. */
#ifndef TWIN_DESCRIBE_H
#define TWIN_DESCRIBE_H

#include <stdio.h>

#include "base/err.h"
#include "twin/config.h"

/* The stages there are: name and title, one a line. */
enum err_code twin_stages_list(FILE *out, struct err *e) MUST_CHECK;

/* Every parameter with unit, range and meaning; with a config, also the value
 * it has there. */
void twin_config_describe(const struct twin_config *config, FILE *out);

/* As twin_config_read, but writes every problem of the file, one a line; *e
 * says how many there are. */
enum err_code twin_config_lint(const char *path, struct twin_config *config,
			       FILE *out, struct err *e) MUST_CHECK;

#endif
