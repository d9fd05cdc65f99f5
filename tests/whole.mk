# Tests of the whole tree and of whole runs.
dist_check_SCRIPTS += tests/layers.sh tests/budget.sh
EXTRA_DIST += tests/layers.txt
