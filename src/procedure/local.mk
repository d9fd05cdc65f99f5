noinst_LIBRARIES += libprocedure.a
libprocedure_a_SOURCES =
