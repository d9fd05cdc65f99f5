/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading the numbers of a stage, section by section. */
#ifndef TWIN_CONFIG_FIELDS_H
#define TWIN_CONFIG_FIELDS_H

#include "base/yaml.h"
#include "twin/config.h"

/* Reads all fields of a section into out; "" is the top of the file, whose
 * keys the caller checks. What is wrong becomes problems of the file. */
void twin_config_section(struct yaml_node map, const char *section,
			 struct twin_config *out);

#endif
