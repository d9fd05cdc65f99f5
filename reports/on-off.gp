# Amplifier on against off, the same launch power.
stats $snr_off using 1 nooutput name 'pass'
if (pass_max <= 12) {
	set xtics 1
}
set xlabel x_title
set ylabel y_title
set xrange [0:*]
plot for [i=1:has_snr_on] $snr_on using 1:2 \
		with lines linestyle 3 notitle, \
	$snr_off using 1:2 with lines linestyle 2 dashtype (3,3) notitle, \
	for [i=1:has_snr_on && band_snr_on] $snr_on using 1:2:3:4 \
		with yerrorbars linestyle 1 title 'amplifier on', \
	for [i=1:has_snr_on && !band_snr_on] $snr_on using 1:2 \
		with points linestyle 1 title 'amplifier on', \
	for [i=1:band_snr_off] $snr_off using 1:2:3:4 \
		with yerrorbars linestyle 2 title 'amplifier off', \
	for [i=1:!band_snr_off] $snr_off using 1:2 \
		with points linestyle 2 title 'amplifier off', \
	for [i=1:has_snr_required] $snr_required using 1:2 \
		with lines linestyle 5 title 'required'
