noinst_LIBRARIES += libverdict.a
libverdict_a_SOURCES = \
	src/verdict/family.c src/verdict/family.h \
	src/verdict/conformity.c src/verdict/conformity.h \
	src/verdict/verdict.c src/verdict/names.c src/verdict/verdict.h
