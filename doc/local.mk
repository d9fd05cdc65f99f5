dist_man_MANS += doc/loopgauge-plan.5
dist_man_MANS += doc/loopgauge.1 doc/loopgauge-twin.1
