# Errors of each block over the slots, and the matrix of decisions.
set multiplot
set lmargin at screen 0.09
set rmargin at screen 0.50
set xlabel 'slot'
set ylabel 'errors in a block'
set yrange [0:*]
set autoscale xfix
set format x '%.1s%c'
set key top right reverse Left samplen 1.5
if (points > 0) {
	stats $blocks using 1 nooutput
	step = STATS_max > STATS_min ? (STATS_max - STATS_min) / 4 : 1
	decade = 10 ** floor(log10(step))
	set xtics decade * ceil(step / decade)
}
if (points > 0 && together > 1) {
	plot $blocks using 1:3:4 with filledcurves linecolor rgb '#c5dbee' \
			title sprintf('least to most of %.0f blocks', together), \
		$blocks using 1:2 with lines linewidth 1.5 \
			linecolor rgb colours[1] title 'mean'
}
if (points > 0 && together == 1) {
	plot $blocks using 1:2 with impulses linewidth 1.5 \
		linecolor rgb colours[1] notitle
}
if (points > 0) { unset label 1000 }
set lmargin at screen 0.61
set rmargin at screen 0.985
unset key
unset colorbox
unset grid
set format x '%g'
set xtics ('-1' 0, '0' 1, '+1' 2, 'none' 3)
set ytics ('-1' 0, '0' 1, '+1' 2)
set xlabel 'decided'
set ylabel 'sent'
set xrange [-0.5:3.5]
set yrange [2.5:-0.5]
set cbrange [-8:0]
set palette defined (0 '#ffffff', 1 '#d5e4f2', 2 '#0b5fa5')
share(x) = x > 0 ? (x < 1e-8 ? -8 : log10(x)) : -8
ink(x) = x > 0.03 ? 0xffffff : 0x303030
text(x) = x >= 0.01 ? sprintf('%.3f', x) : x > 0 ? sprintf('%.1e', x) : '0'
plot $matrix using 1:2:(share($3)) with image pixels, \
	$matrix using 1:2:(text($3)):(ink($3)) with labels \
		textcolor rgb variable
unset multiplot
