# The command `loopgauge model`, its examples, and the library as installed.
dist_check_SCRIPTS += tests/model-cli.sh tests/model-examples.sh \
	tests/model-pkgconfig.sh
