noinst_LIBRARIES += libresults.a
libresults_a_SOURCES =
