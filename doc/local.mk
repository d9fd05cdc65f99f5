dist_man_MANS += doc/loopgauge-plan.5
dist_man_MANS += doc/loopgauge.1 doc/loopgauge-model.1 doc/loopgauge-twin.1
dist_man_MANS += doc/loopgauge-analyze.1
# The pictures that README shows: the report of a run of the stage 2 plan, and
# the example of analyze stability in its manual, drawn by --plot.
EXTRA_DIST += doc/report.png doc/analyze.png
dist_doc_DATA += doc/using-the-twin.md
