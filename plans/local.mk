plandir = $(pkgdatadir)/plans
dist_plan_DATA = plans/stage-2-amplified-loop.yaml
