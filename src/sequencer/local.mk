noinst_LIBRARIES += libsequencer.a
libsequencer_a_SOURCES =
