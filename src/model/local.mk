noinst_LIBRARIES += libmodel.a
libmodel_a_SOURCES = src/model/token_time.c src/model/token_time.h
