bin_PROGRAMS += loopgauge
loopgauge_SOURCES = \
	src/main.c src/commands/command.h \
	src/commands/terminal.c src/commands/terminal.h \
	src/commands/inputs.c src/commands/inputs.h \
	src/commands/twin_process.c src/commands/twin_process.h \
	src/commands/provenance.c src/commands/provenance.h \
	src/commands/execute.c src/commands/execute.h \
	src/commands/run.c src/commands/resume.c src/commands/show.c \
	src/commands/report.c src/commands/rejudge.c src/commands/lint.c \
	src/commands/procedures.c src/commands/instruments.c \
	src/commands/safe.c \
	src/commands/model.c \
	src/commands/model_request.c src/commands/model_request.h \
	src/commands/model_fields.c \
	src/commands/model_parts.c src/commands/model_parts.h \
	src/commands/model_halting.c \
	src/commands/model_given.c src/commands/model_given.h \
	src/commands/model_columns.c src/commands/model_columns.h \
	src/commands/model_sweep.c src/commands/model_sweep.h \
	src/commands/model_row.c src/commands/model_row.h \
	src/commands/model_first_order.c \
	src/commands/model_answer.c src/commands/model_answer.h \
	src/commands/model_print.c src/commands/model_print.h \
	src/commands/model_text.c src/commands/model_text_rows.c \
	src/commands/model_text_more.c \
	src/commands/model_json.c src/commands/model_csv.c \
	src/commands/model_presets.c \
	src/commands/model_plot.c src/commands/model_plot.h \
	src/commands/model_axis.c src/commands/model_figures.c \
	src/commands/model_tornado.c \
	src/commands/analyze.c
nodist_loopgauge_SOURCES = version.h
# Users before what they use.
loopgauge_LDADD = libanalyze.a libreport.a libsequencer.a libprocedure.a \
	libcapture.a librecording.a libinstruments.a libresults.a libplan.a libverdict.a libmodel.a \
	libloopmodel.a libanalysis.a libbase.a \
	$(SQLITE_LIBS) $(GSL_LIBS) $(FFTW_LIBS) $(SERIALPORT_LIBS) \
	$(CSV_LIBS) $(BASE_LIBS)

# The commit a run is made with is part of its provenance.
BUILT_SOURCES = version.h
src/commands/provenance.$(OBJEXT): version.h
CLEANFILES += version.h
.PHONY: version-check
version.h: version-check
	@commit=$$(git -C $(srcdir) rev-parse --short=12 HEAD 2>/dev/null \
		|| echo "release $(VERSION)"); \
	echo "#define GIT_COMMIT \"$$commit\"" >$@.new; \
	cmp -s $@ $@.new && rm -f $@.new || mv $@.new $@
