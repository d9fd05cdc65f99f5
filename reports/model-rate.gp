# Rate against an input or output, a curve for each value of a second one.
stats $data using 1 nooutput name 'at'
set xlabel x_title
set ylabel y_title
if (log_x) {
	set logscale x 2
	set xtics format '%.6g'
}
if (log_y) {
	set logscale y
	set ytics format '%.6g'
} else {
	set yrange [0:*]
}
if (log_x) {
	set xrange [at_min / 1.06:at_max * 1.06]
} else {
	set xrange [at_min - 0.02 * (at_max - at_min):at_max + 0.02 * (at_max - at_min)]
}
if (curves == 1 && !has_beyond && !has_band) {
	unset key
} else {
	set key top right reverse Left samplen 2 spacing 1.2
}
set style fill transparent solid 0.18 noborder
plot for [c=1:(has_band ? curves : 0)] $data index c - 1 using 1:3:4 \
		with filledcurves linecolor rgb colours[c] \
		title (c == 1 ? 'within 2 u' : ''), \
	for [c=1:curves] $data index c - 1 using 1:2 with linespoints \
		pointtype 7 pointsize 0.6 linewidth 1.8 \
		linecolor rgb colours[c] title (curves > 1 ? names[c] : ''), \
	for [c=1:(has_beyond ? curves : 0)] $data index c - 1 \
		using 1:($5 > 0 ? $2 : NaN) with points pointtype 6 pointsize 1.6 \
		linewidth 1.5 linecolor rgb '#d00000' \
		title (c == 1 ? 'T beyond K_use: not granted' : '')
