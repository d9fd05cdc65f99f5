noinst_LIBRARIES += libverdict.a
libverdict_a_SOURCES =
