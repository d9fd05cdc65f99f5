# Deviations against averaging time with their intervals, and the slopes by
# which one tells the noise: -1 phase, -1/2 white, +1/2 random walk.
stats $data using 1 nooutput name 'tau'
stats $data using 2 nooutput name 'dev'
stats $data using 3 nooutput name 'lo'
stats $data using 4 nooutput name 'hi'
first(c) = int(value(sprintf('first%d', c)))
last(c) = int(value(sprintf('last%d', c)))
set logscale xy
set xlabel 'averaging time / s'
set ylabel y_title
set xrange [tau_min / 1.5:tau_max * 1.5]
set yrange [lo_min / 1.6:hi_max * 1.6]
set xtics format '%.4g'
set ytics format '%.3g'
if (hi_max / lo_min > 1e3 || lo_min < 1e-4) { set ytics format '%.0e' }
# Guides through the middle of the figure.
x0 = sqrt(tau_min * tau_max)
y0 = sqrt(lo_min * hi_max)
array slope[3] = [-1.0, -0.5, 0.5]
array guide[3] = ['slope -1', 'slope -1/2', 'slope +1/2']
array dash[3] = [4, 2, 3]
set rmargin 19
set key outside right top reverse Left samplen 2 spacing 1.2
plot for [g=1:3] y0 * (x / x0)**slope[g] with lines dashtype dash[g] \
		linewidth 1 linecolor rgb '#a8a8a8' title guide[g], \
	for [c=1:curves] $data every ::first(c)::last(c) using 1:2:3:4 \
		with yerrorbars pointtype 7 pointsize 0.5 linewidth 1.2 \
		linecolor rgb colours[c] notitle, \
	for [c=1:curves] $data every ::first(c)::last(c) using 1:2 \
		with lines linewidth 1.8 linecolor rgb colours[c] \
		title word(names, c)
