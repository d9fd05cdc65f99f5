noinst_LIBRARIES += libreport.a
libreport_a_SOURCES = \
	src/report/report.c src/report/report.h \
	src/report/data.c src/report/data.h \
	src/report/section.c src/report/section.h \
	src/report/section_verdict.c \
	src/report/section_summary.c \
	src/report/section_results.c \
	src/report/section_record.c \
	src/report/cell.c src/report/cell.h \
	src/report/table.c src/report/table.h \
	src/report/label.c src/report/label.h \
	src/report/number.c src/report/number.h \
	src/report/figure.c src/report/figure.h \
	src/report/figure_script.c src/report/figure_script.h \
	src/report/gnuplot.c src/report/gnuplot.h \
	src/report/svg.c src/report/svg.h \
	src/report/html.c src/report/html.h \
	src/report/template.c src/report/template.h
