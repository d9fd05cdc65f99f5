# Ring-down: signal per pass with its fit; below, the residual.
stats $ringdown using 2 nooutput name 'signal'
set xrange [0:*]
if (has_ringdown_residual) {
	set multiplot
	set tmargin at screen 0.90
	set bmargin at screen 0.42
	set format x ''
} else {
	set xlabel x_title
}
set ylabel y_title
if (signal_min > 0 && signal_max > 5 * signal_min) {
	set logscale y
}
plot for [i=1:has_ringdown_fit] $ringdown_fit using 1:2 \
		with lines linestyle 3 title 'fit', \
	for [i=1:band_ringdown] $ringdown using 1:2:3:4 \
		with yerrorbars linestyle 1 title 'measured', \
	for [i=1:!band_ringdown] $ringdown using 1:2 \
		with points linestyle 1 title 'measured'
if (has_ringdown_residual) {
	set tmargin at screen 0.36
	set bmargin at screen (narrow ? 0.17 : 0.15)
	unset logscale y
	set format x
	set xlabel x_title
	set ylabel 'residual'
	set ytics autofreq
	set xzeroaxis linetype 1 linecolor rgb "#000004"
	plot for [i=1:band_ringdown_residual] $ringdown_residual \
			using 1:2:3:4 with yerrorbars linestyle 1 notitle, \
		for [i=1:!band_ringdown_residual] $ringdown_residual \
			using 1:2 with points linestyle 1 notitle
	unset multiplot
}
