noinst_LIBRARIES += libanalysis.a
libanalysis_a_SOURCES =
