# Contours of the rate over two inputs.
set xlabel x_title
set ylabel y_title
set title z_title
if (log_x) {
	set logscale x 2
}
if (log_y) {
	set logscale y 2
}
if (log_z) {
	set logscale z
	set logscale cb
}
set format xy '%.6g'
set format cb '%.6g'
set style textbox opaque noborder fillcolor rgb '#ffffff' margins 0.5,0.5
set view map
unset key
set lmargin at screen 0.13
set rmargin at screen 0.83
set bmargin at screen 0.19
set tmargin at screen 0.91
set ylabel offset -1.5
set border 15
set autoscale fix
set palette defined (0 '#f4f1e8', 0.5 '#9cc3d9', 1 '#2f6ea3')
set pm3d interpolate 4,4
set contour base
set cntrlabel onecolor start 8 interval -1 format '%.6g'
splot $data using 1:2:3 with pm3d nocontour, \
	$data using 1:2:3 with lines nosurface linewidth 1.2 \
		linecolor rgb '#202020', \
	$data using 1:2:3 with labels nosurface textcolor rgb '#000000' \
		font (format eq 'pdf' ? ',8' : format eq 'png' ? ',20' : ',12') boxed
