# Shares of the variance as bars: names[], shares[] in percent, bars of them.
set xlabel 'share of the variance (%)'
set xrange [0:118]
set xtics 0,25,100
set yrange [bars + 0.5:0.5]
set lmargin (narrow ? 17 : 22)
unset ytics
set border 1
set grid noytics xtics
set style fill solid 0.75 noborder
set boxwidth 0.5
unset key
set for [i=1:bars] label i names[i] at graph -0.02, first i right \
	textcolor rgb "#000005"
set for [i=1:bars] label (bars + i) sprintf("%.1f %%", shares[i]) \
	at shares[i] + 1.5, i left
plot sample [i=1:bars:1] '+' using (0):(i):(0):(shares[int(i)]):(i - 0.3):(i + 0.3) \
	with boxxyerror linestyle 1
