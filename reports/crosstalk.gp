# Crosstalk matrix as a heat map: receiver (down) from lane (across), dB.
# $cells: lane receiver dB kind; kind 0 read, 1 an upper limit (hatched), 2
# refused (crossed), 3 the receiver's own lane (grey).
stats $cells using ($4 < 2 ? $3 : NaN) nooutput name 'level'
shown = exists('level_records') && level_records > 0
set xlabel 'lane lit'
set ylabel 'receiver'
set cblabel 'crosstalk (dB, optical power)' offset 2.5
set xrange [-0.5:lanes - 0.5]
set yrange [lanes - 0.5:-0.5]
step = lanes <= 16 ? 1 : lanes <= 32 ? 4 : 8
set xtics 0,step,lanes - 1
set ytics 0,step,lanes - 1
set size ratio 1
set border 15
unset grid
unset key
set lmargin at screen 0.20
set rmargin at screen 0.70
set tmargin at screen 0.96
set bmargin at screen 0.16
# cividis: told apart with any colour vision, and in grey
set palette defined (0 '#00204d', 0.25 '#39486b', 0.5 '#7b7b78', \
	0.75 '#bcae6c', 1 '#ffea46')
if (shown) {
	low = floor(level_min / 5) * 5
	high = ceil(level_max / 5) * 5
	set cbrange [low:(high > low ? high : low + 5)]
} else {
	set cbrange [-60:0]
}
middle = shown ? (low + (high > low ? high : low + 5)) / 2.0 : 0
text(v, kind) = kind == 2 || kind == 3 ? '' : \
	sprintf(kind == 1 ? '<%.0f' : '%.0f', v)
# Letters dark on light and light on dark cells.
number_px = (format eq 'pdf' ? 6 : format eq 'png' ? 15 : 8.5) * \
	(lanes <= 8 ? 1.6 : 1.0)
hatch_width = lanes <= 16 ? 1 : 0.6
# The middle line would cross the number.
middle_line(kind) = kind == 1 && lanes > 16
plot $cells using ($4 == 3 ? $1 : NaN):2:(0.5):(0.5) with boxxyerror \
		fillstyle solid 1 noborder fillcolor rgb '#d8d8d8', \
	$cells using ($4 < 2 ? $1 : NaN):2:(0.5):(0.5):3 with boxxyerror \
		fillstyle solid 1 noborder fillcolor palette, \
	$cells using (middle_line($4) ? $1 - 0.5 : NaN):($2 + 0.5):(1):(-1) \
		with vectors nohead linewidth hatch_width \
		linecolor rgb '#ffffff', \
	$cells using ($4 == 1 ? $1 - 0.5 : NaN):2:(0.5):(-0.5) \
		with vectors nohead linewidth hatch_width \
		linecolor rgb '#ffffff', \
	$cells using ($4 == 1 ? $1 : NaN):($2 + 0.5):(0.5):(-0.5) \
		with vectors nohead linewidth hatch_width \
		linecolor rgb '#ffffff', \
	$cells using ($4 == 2 ? $1 - 0.5 : NaN):($2 + 0.5):(1):(-1) \
		with vectors nohead linewidth 1 linecolor rgb '#b02020', \
	$cells using ($4 == 2 ? $1 - 0.5 : NaN):($2 - 0.5):(1):(1) \
		with vectors nohead linewidth 1 linecolor rgb '#b02020', \
	$cells using (lanes <= 16 && $4 < 2 && $3 >= middle ? $1 : NaN):2:(text($3, $4)) \
		with labels textcolor rgb '#000000' \
		font sprintf(',%g', number_px), \
	$cells using (lanes <= 16 && $4 < 2 && $3 < middle ? $1 : NaN):2:(text($3, $4)) \
		with labels textcolor rgb '#ffffff' \
		font sprintf(',%g', number_px)
