noinst_LIBRARIES += libsequencer.a
libsequencer_a_SOURCES = \
	src/sequencer/bind.c src/sequencer/bind.h \
	src/sequencer/session.c src/sequencer/session.h \
	src/sequencer/guardian.c src/sequencer/guardian.h \
	src/sequencer/stop.c src/sequencer/stop.h \
	src/sequencer/progress.c src/sequencer/progress.h \
	src/sequencer/work.c src/sequencer/work.h \
	src/sequencer/params_json.c src/sequencer/params_json.h \
	src/sequencer/run.c src/sequencer/run.h \
	src/sequencer/judge.c src/sequencer/judge.h \
	src/sequencer/closure.c src/sequencer/closure.h
