bin_PROGRAMS += loopgauge
loopgauge_SOURCES = \
	src/main.c src/commands/command.h \
	src/commands/options.c src/commands/options.h \
	src/commands/terminal.c src/commands/terminal.h \
	src/commands/inputs.c src/commands/inputs.h \
	src/commands/twin_process.c src/commands/twin_process.h \
	src/commands/provenance.c src/commands/provenance.h \
	src/commands/execute.c src/commands/execute.h \
	src/commands/run.c src/commands/resume.c src/commands/show.c \
	src/commands/report.c src/commands/rejudge.c src/commands/lint.c \
	src/commands/procedures.c src/commands/instruments.c \
	src/commands/safe.c
nodist_loopgauge_SOURCES = version.h
# Users before what they use.
loopgauge_LDADD = libreport.a libsequencer.a libprocedure.a libcapture.a \
	libinstruments.a libresults.a libplan.a libverdict.a libmodel.a libloopmodel.a \
	libanalysis.a libbase.a \
	$(SQLITE_LIBS) $(GSL_LIBS) $(FFTW_LIBS) $(SERIALPORT_LIBS) \
	$(CSV_LIBS) $(BASE_LIBS)

# The commit a run is made with is part of its provenance.
BUILT_SOURCES = version.h
CLEANFILES += version.h
.PHONY: version-check
version.h: version-check
	@commit=$$(git -C $(srcdir) rev-parse --short=12 HEAD 2>/dev/null \
		|| echo "release $(VERSION)"); \
	echo "#define GIT_COMMIT \"$$commit\"" >$@.new; \
	cmp -s $@ $@.new && rm -f $@.new || mv $@.new $@
