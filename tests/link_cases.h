/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What every transport must survive; run over tcp, pty and serial alike. */
#ifndef TESTS_LINK_CASES_H
#define TESTS_LINK_CASES_H

#include "tests/peer.h"

struct peer;

/* How the transport under test is reached, and how it names itself. */
struct link_fixture {
	enum peer_kind kind;
	/* The address of a peer in text of 128 bytes. */
	void (*address)(const struct peer *peer, char *text);
};

/* Runs all cases; cmocka's count of failures. */
int link_cases_run(const char *name, const struct link_fixture *fixture);

#endif
