# Ring-down: signal per pass with its fit; below, the residual.
stats $ringdown using 1:2 nooutput name 'signal'
if (has_ringdown_residual) {
	# three round tick marks for the residual, whatever its scale
	stats $ringdown_residual using 2 nooutput name 'rest'
	reach = abs(rest_min) > abs(rest_max) ? abs(rest_min) : abs(rest_max)
	if (band_ringdown_residual) {
		stats $ringdown_residual using 3:4 nooutput name 'ends'
		reach = abs(ends_min_x) > abs(ends_max_y) ? \
			abs(ends_min_x) : abs(ends_max_y)
	}
	reach = reach > 0 ? 1.1 * reach : 1
	decade = 10 ** floor(log10(reach))
	step = reach >= 5 * decade ? 5 * decade : \
		reach >= 2 * decade ? 2 * decade : decade
	set multiplot
	set tmargin at screen 0.93
	set bmargin at screen 0.45
	set format x ''
} else {
	set xlabel x_title
}
set xrange [0:signal_max_x + 1]
# one margin for both panels, wide enough for marks such as -0.005
set lmargin (narrow ? 9.5 : 10)
set key maxrows 1
set ylabel y_title
if (signal_min_y > 0 && signal_max_y > 5 * signal_min_y) {
	set logscale y
}
plot for [i=1:has_ringdown_fit] $ringdown_fit using 1:2 \
		with lines linestyle 3 title 'fit', \
	for [i=1:band_ringdown] $ringdown using 1:2:3:4 \
		with yerrorbars linestyle 1 title 'measured', \
	for [i=1:!band_ringdown] $ringdown using 1:2 \
		with points linestyle 1 title 'measured'
if (has_ringdown_residual) {
	set tmargin at screen 0.40
	set bmargin at screen (narrow ? 0.13 : 0.11)
	unset logscale y
	set format x
	set xlabel x_title
	set ylabel y_ringdown_residual
	set yrange [-reach:reach]
	set ytics -step,step,step
	set xzeroaxis linetype 1 linecolor rgb "#000004"
	plot for [i=1:band_ringdown_residual] $ringdown_residual \
			using 1:2:3:4 with yerrorbars linestyle 1 notitle, \
		for [i=1:!band_ringdown_residual] $ringdown_residual \
			using 1:2 with points linestyle 1 notitle
	unset multiplot
}
