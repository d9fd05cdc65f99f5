# Plain clients of everything that a simulated bench offers.
if HAVE_CMOCKA
check_PROGRAMS += tests/test_twin_wire tests/test_twin_clients
endif
WIRE_RIG = tests/wire_rig.c tests/wire_rig.h
tests_test_twin_wire_SOURCES = tests/test_twin_wire.c $(WIRE_RIG)
tests_test_twin_wire_LDADD = $(TWIN_LIBS)
tests_test_twin_clients_SOURCES = tests/test_twin_clients.c $(WIRE_RIG)
tests_test_twin_clients_LDADD = $(TWIN_LIBS)

# The same bytes by any build.
noinst_PROGRAMS += tests/same_bytes
tests_same_bytes_SOURCES = tests/same_bytes.c
tests_same_bytes_LDADD = libtwin.a libbase.a $(BASE_LIBS)
dist_check_SCRIPTS += tests/same-bytes.sh

# What doc/using-the-twin.md shows.
dist_check_SCRIPTS += tests/using-twin.sh
