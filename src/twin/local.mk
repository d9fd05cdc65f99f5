noinst_LIBRARIES += libtwin.a
libtwin_a_SOURCES =
