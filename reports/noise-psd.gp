# Spectral density of the dark record.
set xlabel x_title
set ylabel y_title
set yrange [0:*]
unset key
plot for [i=1:band_noise_psd] $noise_psd using 1:3:4 \
		with filledcurves linestyle 4 notitle, \
	$noise_psd using 1:2 with lines linestyle 3 linewidth 1 notitle
