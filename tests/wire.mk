# Plain clients of everything that a simulated bench offers.
if HAVE_CMOCKA
check_PROGRAMS += tests/test_twin_wire tests/test_twin_clients
endif
WIRE_RIG = tests/wire_rig.c tests/wire_rig.h
tests_test_twin_wire_SOURCES = tests/test_twin_wire.c $(WIRE_RIG)
tests_test_twin_wire_LDADD = $(TWIN_LIBS)
tests_test_twin_clients_SOURCES = tests/test_twin_clients.c $(WIRE_RIG)
tests_test_twin_clients_LDADD = $(TWIN_LIBS)
