dist_man_MANS += doc/loopgauge-plan.5
