noinst_LIBRARIES += libresults.a
libresults_a_SOURCES = \
	src/results/schema.c src/results/store_db.h \
	src/results/store.c src/results/store.h \
	src/results/store_create.c \
	src/results/store_write.c \
	src/results/store_query.c \
	src/results/store_reader.c src/results/store_reader.h \
	src/results/store_load.c \
	src/results/agree.c src/results/agree.h \
	src/results/export_json.c src/results/export_csv.c src/results/export.h
