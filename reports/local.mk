reportsdir = $(pkgdatadir)/reports
dist_reports_DATA = \
	reports/page.html \
	reports/style.css \
	reports/common.gp \
	reports/snr-passes.gp \
	reports/on-off.gp \
	reports/ringdown.gp \
	reports/ringdown-analyze.gp \
	reports/noise-psd.gp \
	reports/stability.gp \
	reports/budget.gp \
	reports/errors.gp \
	reports/allan.gp \
	reports/spectrum.gp \
	reports/sine.gp \
	reports/model-common.gp \
	reports/model-rate.gp \
	reports/model-contours.gp \
	reports/model-tornado.gp
dist_reports_DATA += reports/crosstalk.gp
