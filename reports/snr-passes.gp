# SNR against passes: data, fit with band, required line.
if (has_snr_fit) {
	stats $snr_fit using 1 nooutput name 'pass'
} else {
	stats $snr_on using 1 nooutput name 'pass'
}
if (pass_max <= 12) {
	set xtics 1
}
set xlabel x_title
set ylabel y_title
set xrange [0:*]
plot for [i=1:has_snr_fit && band_snr_fit] $snr_fit using 1:3:4 \
		with filledcurves linestyle 4 title '95 % band', \
	for [i=1:has_snr_fit] $snr_fit using 1:2 \
		with lines linestyle 3 title 'fit', \
	for [i=1:has_snr_on && band_snr_on] $snr_on using 1:2:3:4 \
		with yerrorbars linestyle 1 title 'measured', \
	for [i=1:has_snr_on && !band_snr_on] $snr_on using 1:2 \
		with points linestyle 1 title 'measured', \
	for [i=1:has_snr_required] $snr_required using 1:2 \
		with lines linestyle 5 title 'required'
