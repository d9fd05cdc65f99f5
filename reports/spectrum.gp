# Level against frequency: the tone, its harmonics by number, the noise floor.
# Of very many bins $data has the greatest and the mean of each group.
stats $data using 2 nooutput name 'top'
stats $data using 3 nooutput name 'mean'
stats $tone using 2 nooutput name 'tone'
low = floor((floor_level - 25) / 10.0) * 10
high = ceil((tone_max + 6) / 10.0) * 10
set xlabel x_title
set ylabel y_title
set xrange [f_min:f_max]
set yrange [low:high]
set tmargin 5
set label 900 headline at graph 0, graph 1.13 left textcolor rgb '#303030'
set key at graph 1, graph 1.08 right top horizontal Right samplen 1.5 \
	width 1
plot $data using 1:(thinned ? $2 : NaN) with lines linewidth 0.8 \
		linecolor rgb '#9fc3e0' notitle, \
	$data using 1:(thinned ? $3 : $2) with lines linewidth 1 \
		linecolor rgb colours[1] notitle, \
	floor_level with lines dashtype 2 linewidth 1.5 \
		linecolor rgb colours[2] title 'noise floor', \
	$tone using 1:2 with points pointtype 7 pointsize 0.9 \
		linecolor rgb colours[6] title 'tone', \
	$harmonic using 1:2 with points pointtype 6 pointsize 0.9 \
		linecolor rgb colours[3] title 'harmonics', \
	$harmonic using 1:2:3 with labels offset 0, 0.8 \
		textcolor rgb colours[3] notitle
