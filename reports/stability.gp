# Readings over time with drift, change points and limits above, the control
# chart below. loopgauge sets before this: x_title, y_title, chart_title,
# chart_limit, changes and the blocks $values, $chart, $limits, $drift, $change.
stats $values using 1 nooutput name 'at'
margin = 0.02 * (at_max - at_min)
set xrange [at_min - margin:at_max + margin]
mark = |$values| < 800 ? 0.5 : 0.25
do for [i=1:changes] {
	at = real(word($change[i], 1))
	set arrow i from at, graph 0 to at, graph 1 nohead back \
		linewidth 1.4 linecolor rgb colours[6]
}
set multiplot
set lmargin 11
set tmargin at screen 0.90
set bmargin at screen 0.45
set format x ''
set ylabel y_title
set key at screen 0.985, screen 0.985 right top horizontal samplen 2
set style fill transparent solid 0.12 noborder
plot $limits using 1:3:4 with filledcurves linecolor rgb colours[3] \
		title 'limits', \
	$values using 1:2 with points pointtype 7 pointsize mark \
		linecolor rgb colours[1] title 'readings', \
	$limits using 1:2 with lines linewidth 1.2 \
		linecolor rgb colours[3] title 'baseline', \
	$drift using 1:2 with lines linewidth 1.8 dashtype 2 \
		linecolor rgb colours[2] title 'drift', \
	NaN with lines linewidth 1.4 linecolor rgb colours[6] \
		title (changes > 0 ? 'change' : '')
unset label 1000
set tmargin at screen 0.42
set bmargin at screen 0.165
set format x '% h'
set xlabel x_title offset 0, 0.4
set ylabel chart_title
unset key
stats $chart using (abs($2)) nooutput name 'c'
top = 1.15 * (c_max > chart_limit ? c_max : chart_limit)
set yrange [-top:top]
plot $chart using 1:2 with lines linewidth 0.8 linecolor rgb colours[1], \
	$chart using 1:(abs($2) > chart_limit ? $2 : NaN) with points \
		pointtype 7 pointsize 0.6 linecolor rgb '#d00000', \
	chart_limit with lines linewidth 1.4 linecolor rgb colours[3], \
	-chart_limit with lines linewidth 1.4 linecolor rgb colours[3]
unset multiplot
