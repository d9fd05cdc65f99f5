# Bench files that come with the program.
benchesdir = $(pkgdatadir)/benches
dist_benches_DATA = instruments/benches/example-lab.yaml
