# What each input does to the rate: names[], rates at its low and high end.
stats $data using 2:3 nooutput name 'ends'
set xlabel 'tokens/s'
set yrange [bars + 0.7:0.3]
set lmargin 30
unset ytics
set border 1
set grid noytics xtics
set style fill solid 0.85 noborder
set for [i=1:bars] label i names[i] at graph -0.015, first i right
set key top right at graph 1.0, graph 1.08 horizontal reverse Left samplen 1
low = ends_min_x < ends_min_y ? ends_min_x : ends_min_y
high = ends_max_x > ends_max_y ? ends_max_x : ends_max_y
set xrange [low - 0.08 * (high - low):high + 0.08 * (high - low)]
set arrow 1 from first now, graph 0 to first now, graph 1 nohead front \
	linewidth 1 linecolor rgb '#202020'
plot $data using (now):1:(now < $2 ? now : $2):(now < $2 ? $2 : now):($1 - 0.32):($1 + 0.32) \
		with boxxyerror linecolor rgb colours[1] title 'input lower', \
	$data using (now):1:(now < $3 ? now : $3):(now < $3 ? $3 : now):($1 - 0.32):($1 + 0.32) \
		with boxxyerror linecolor rgb colours[2] title 'input higher'
