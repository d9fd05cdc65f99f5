# loopgauge analyze ringdown: signal over passes with its fit; below, what the
# fit leaves or, of bursts, the SNR with the model of its noise.
stats $signal using 1:2 nooutput name 'light'
reach = light_max_x > light_min_x ? light_max_x - light_min_x : 1
set xrange [light_min_x - 0.02 * reach:light_max_x + 0.02 * reach]
set lmargin 11
set key at graph 1, 1.04 right bottom horizontal maxrows 1 samplen 2
points = 0.6
if (light_records > 100) {
	points = 0.35
}
set multiplot
set tmargin at screen 0.94
set bmargin at screen 0.60
set format x ''
set ylabel signal_title
if (light_min_y > 0 && light_max_y > 3 * light_min_y) {
	set logscale y
}
plot $signal using 1:2:3:4 with yerrorbars pointtype 7 pointsize points \
		linecolor rgb colours[1] title 'measured', \
	for [i=1:has_fit] $signal_fit using 1:2 with lines linewidth 1.5 \
		linecolor rgb colours[2] title 'fit'
set tmargin at screen 0.52
set bmargin at screen 0.17
unset logscale y
set format x
set xlabel 'pass'
if (has_snr) {
	set ylabel snr_title
	stats $snr using 1:2 nooutput name 'ratio'
	# the line is of use where the SNR comes near it
	room = ratio_max_y > ratio_min_y ? ratio_max_y - ratio_min_y : 1
	low = ratio_min_y - 0.15 * room
	shown = required > ratio_min_y - 0.6 * room ? required : NaN
	set yrange [(shown < low ? shown - 0.05 * room : low): \
		ratio_max_y + 0.15 * room]
	plot for [i=1:has_snr_fit] $snr_fit using 1:3:4 with filledcurves \
			linecolor rgb '#f3d9c8' notitle, \
		$snr using 1:2:3:4 with yerrorbars pointtype 7 \
			pointsize points linecolor rgb colours[1] notitle, \
		for [i=1:has_snr_fit] $snr_fit using 1:2 with lines \
			linewidth 1.5 linecolor rgb colours[2] \
			title model_title.', 95 % band', \
		$snr using 1:(shown) with lines dashtype 2 \
			linecolor rgb colours[3] \
			title (shown > 0 ? 'required' : '')
} else {
	set ylabel 'measured less fit / %'
	set xzeroaxis linetype 1 linecolor rgb '#606060'
	plot $rest using 1:2:3:4 with yerrorbars pointtype 7 \
		pointsize points linecolor rgb colours[1] notitle
}
unset multiplot
