bin_PROGRAMS += loopgauge
loopgauge_SOURCES = src/main.c
# Users before what they use.
loopgauge_LDADD = libreport.a libsequencer.a libprocedure.a libcapture.a \
	libinstruments.a libresults.a libplan.a libverdict.a libmodel.a \
	libanalysis.a libbase.a \
	$(SQLITE_LIBS) $(GSL_LIBS) $(FFTW_LIBS) $(SERIALPORT_LIBS) \
	$(CSV_LIBS) $(BASE_LIBS)
