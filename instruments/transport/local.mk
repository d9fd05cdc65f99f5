libinstruments_a_SOURCES +=
