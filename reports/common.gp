# What all figures share. loopgauge sets before this: width, height, font_px,
# narrow (1 on phones). Colours #0000NN are replaced by var(--figure-NN) of
# style.css, black by the colour of the text, so that figures follow light and
# dark; other colours stay as they are.
set encoding utf8
set minussign
set terminal svg size width,height dynamic noenhanced linewidth 1 \
	font sprintf("sans-serif,%d", font_px)

set border 3 linewidth 1 linecolor rgb "#000004"
set tics nomirror out scale 0.5 textcolor rgb "#000005"
set grid ytics linetype 1 linewidth 1 linecolor rgb "#000003", \
	linetype 1 linewidth 1 linecolor rgb "#000003"
set key above left vertical maxrows 2 Left reverse samplen 2 spacing 1.1
set rmargin 2
unset pointintervalbox

# 1 data, 2 the other data, 3 fit, 4 band, 5 limit
set style line 1 linecolor rgb "#000001" linewidth 1.5 pointtype 7 \
	pointsize (narrow ? 0.45 : 0.6)
set style line 2 linecolor rgb "#000002" linewidth 1.5 pointtype 4 \
	pointsize (narrow ? 0.5 : 0.65)
set style line 3 linecolor rgb "#000001" linewidth 1.5
set style line 4 linecolor rgb "#000001"
set style line 5 linecolor rgb "#000006" linewidth 1.5 dashtype (6,4)
set style fill transparent solid 0.16 noborder
