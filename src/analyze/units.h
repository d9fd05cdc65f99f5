/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Units of what is estimated from readings in a unit of their own. */
#ifndef ANALYZE_UNITS_H
#define ANALYZE_UNITS_H

/* Static texts, as estimates need them. */
struct analyze_unit {
	const char *value;
	const char *difference; /* of dBm: dB; of degC: K */
	const char *per_second, *per_hour;
	const char *square_per_second;
};

/* "1" for "" and "1"; NULL for a unit that is not known. */
const struct analyze_unit *analyze_unit_find(const char *unit);

/* All that are known, for a message: "1, Hz, V, ...". */
#define ANALYZE_UNITS                                                          \
	"1, dB, dBm, W, mW, uW, V, mV, A, mA, Hz, s, ns, degC, K or rad"

#endif
