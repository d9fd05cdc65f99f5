# Samples over the phase of the period with the fit, and the residual below.
stats $data using 2 nooutput name 'sample'
stats $data using 3 nooutput name 'left'
span = sample_max - sample_min
peak = left_max > -left_min ? left_max : -left_min
if (peak <= 0) { peak = span * 1e-12 }
set multiplot
set lmargin 12
set rmargin 4
set xrange [0:1]
set bmargin at screen 0.42
set tmargin at screen 0.93
set format x ''
set ylabel y_title
set yrange [sample_min - 0.08 * span:sample_max + 0.08 * span]
set key at graph 1, graph 1.09 right top horizontal Right samplen 1.5
plot $data using 1:2 with points pointtype 7 pointsize 0.35 \
		linecolor rgb '#9fc3e0' title 'samples', \
	$fit using 1:2 with lines linewidth 1.6 linecolor rgb colours[2] \
		title 'fit'
unset label 1000
set bmargin at screen 0.15
set tmargin at screen 0.38
set format x '%g'
set xlabel 'phase / periods'
set ylabel 'residual'
set yrange [-1.15 * peak:1.15 * peak]
set ytics autofreq
unset key
plot $data using 1:3 with points pointtype 7 pointsize 0.3 \
		linecolor rgb colours[1] notitle, \
	residual_rms with lines dashtype 2 linecolor rgb colours[2] notitle, \
	-residual_rms with lines dashtype 2 linecolor rgb colours[2] notitle
unset multiplot
