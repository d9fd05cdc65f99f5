# What the figures of `loopgauge model --plot` share. loopgauge sets before
# this: format, caption, titles and the block $data.
set encoding utf8
set minussign
if (format eq 'svg') {
	set terminal svg size 860,540 dynamic noenhanced font 'sans-serif,14' \
		background rgb 'white'
}
if (format eq 'png') {
	set terminal pngcairo size 1720,1080 noenhanced font 'sans,26' \
		linewidth 2 pointscale 2
}
if (format eq 'pdf') {
	set terminal pdfcairo size 17.2cm,10.8cm noenhanced font 'sans,10'
}
set border 3 linewidth 1 linecolor rgb '#606060'
set tics nomirror out scale 0.5 textcolor rgb '#303030'
set grid xtics ytics linetype 1 linewidth 0.6 linecolor rgb '#e0e0e0'
set bmargin 5.5
set rmargin 4
set tmargin 2.5
set label 1000 caption at screen 0.985, screen 0.022 right \
	textcolor rgb '#606060'
array colours[8] = ['#0b5fa5', '#c8500a', '#2a7f3f', '#8a3fa0', '#a07800', \
	'#b01850', '#208088', '#505050']
