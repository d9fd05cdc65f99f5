/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which instruments a stage has, and where they are put. */
#include "twin/endpoints.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "twin/iio_server.h"
#include "twin/scpi_server.h"

/* Power meters of this kind hang on a USB serial line: a pseudo-terminal is
 * what comes closest. */
#define WHERE_DEFAULT "tcp:127.0.0.1:0"
#define WHERE_POWER_METER "pty:"
#define LAB_ROLES 8

struct twin_endpoints {
	struct iio_server *controller;
	char controller_address[32];
	struct twin_scpi *lab[LAB_ROLES];
	unsigned nlab;
};

/* A semiconductor amplifier needs a driver with a cooler. */
static const char *default_model(const struct twin_config *config,
				 const char *role)
{
	return !strcmp(role, "amplifier") && config->amplifier.kind == TWIN_SOA ?
		       "amplifier:ITC4001" :
		       role;
}

/* "role[:MODEL]" and the place of an instrument, by option or default. */
static void lab_place(const struct twin_options *options,
		      const struct twin_config *config, const char *role,
		      char *what, size_t size, const char **where)
{
	size_t len = strlen(role);

	snprintf(what, size, "%s", default_model(config, role));
	*where = strcmp(role, "power_meter") ? WHERE_DEFAULT :
					       WHERE_POWER_METER;
	for (unsigned i = 0; i < options->nlab; i++) {
		const char *text = options->lab[i];
		size_t whole = strcspn(text, "=");

		if (strncmp(text, role, len) ||
		    (text[len] != ':' && text[len] != '='))
			continue;
		/* A place alone keeps the model. */
		if (text[len] == ':')
			snprintf(what, size, "%.*s", (int)whole, text);
		*where = text + whole + 1;
	}
}

static bool stage_has(const struct twin_config *config, const char *role)
{
	return strcmp(role, "amplifier") || config->amplifier.present;
}

static enum err_code options_check(const struct twin_options *options,
				   const char *const *roles, struct err *e)
{
	for (unsigned i = 0; i < options->nlab; i++) {
		size_t len = strcspn(options->lab[i], ":=");
		bool known = false;

		for (unsigned r = 0; r < LAB_ROLES; r++)
			known |= strlen(roles[r]) == len &&
				 !memcmp(roles[r], options->lab[i], len);
		if (!known)
			return err_set(e, ERR_USAGE,
				       "--lab: no instrument \"%.*s\"; there "
				       "are laser, attenuator, power_meter, "
				       "amplifier, spectrum_analyzer, "
				       "power_analyzer, supply and thermometer",
				       (int)len, options->lab[i]);
	}
	return ERR_OK;
}

static enum err_code lab_start(struct twin_endpoints *all,
			       struct twin_bench *bench,
			       const struct twin_options *options,
			       struct err *e)
{
	static const char *const roles[LAB_ROLES] = {
		"laser",	     "attenuator",     "power_meter", "amplifier",
		"spectrum_analyzer", "power_analyzer", "supply",      "thermometer"
	};
	enum err_code code = options_check(options, roles, e);

	for (unsigned r = 0; !code && r < LAB_ROLES; r++) {
		const char *where;
		char what[64];

		if (!stage_has(twin_bench_config(bench), roles[r]))
			continue;
		lab_place(options, twin_bench_config(bench), roles[r], what,
			  sizeof(what), &where);
		code = twin_scpi_start(bench, what, where,
				       &all->lab[all->nlab], e);
		if (code)
			return err_prefix(e, "%s", what);
		all->nlab++;
	}
	return code;
}

enum err_code twin_endpoints_start(struct twin_bench *bench,
				   const struct twin_options *options,
				   struct twin_endpoints **out, struct err *e)
{
	struct twin_endpoints *all = calloc(1, sizeof(*all));
	enum err_code code;

	if (!all)
		return err_set(e, ERR_NOMEM, "no memory for the servers");
	code = iio_server_start(bench, options->port, &all->controller, e);
	if (code) {
		err_prefix(e, "controller");
		goto out;
	}
	snprintf(all->controller_address, sizeof(all->controller_address),
		 "ip:127.0.0.1:%u", iio_server_port(all->controller));
	code = lab_start(all, bench, options, e);
out:
	if (code)
		twin_endpoints_stop(all);
	else
		*out = all;
	return code;
}

void twin_endpoints_stop(struct twin_endpoints *all)
{
	if (!all)
		return;
	iio_server_stop(all->controller);
	for (unsigned i = 0; i < all->nlab; i++)
		twin_scpi_stop(all->lab[i]);
	free(all);
}

unsigned twin_endpoints_count(const struct twin_endpoints *all)
{
	return 1 + all->nlab;
}

struct twin_endpoint twin_endpoints_get(const struct twin_endpoints *all,
					unsigned i)
{
	if (!i)
		return (struct twin_endpoint){
			.role = "controller",
			.driver = "loop-iio",
			.address = all->controller_address,
		};
	const struct twin_scpi *lab = all->lab[i - 1];

	return (struct twin_endpoint){
		.role = twin_scpi_role(lab),
		.driver = twin_scpi_driver(lab),
		.address = twin_scpi_address(lab),
	};
}
