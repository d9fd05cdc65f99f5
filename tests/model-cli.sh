#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# `loopgauge model` on the command line: golden output to the printed digits,
# and for everything that is wrong exit code 2 and a sentence that names the
# argument and what was expected. Numbers: definitions, section 10.
set -u
export LC_ALL=C
scratch=$(mktemp -d) || exit 99
trap 'rm -rf "$scratch"' EXIT
gauge=$top_builddir/loopgauge
failures=0 refusals=0

fail() {
	echo "FAIL: $*"
	failures=$((failures + 1))
}

# gives TEXT ARGUMENT...: exit code 0, and a line of the output has the text,
# blanks folded.
gives() {
	local text=$1 got
	shift
	"$gauge" model "$@" >"$scratch/out" 2>"$scratch/err"
	got=$?
	[ $got = 0 ] || fail "model $*: exit code $got, $(cat "$scratch/err")"
	tr -s ' ' <"$scratch/out" | grep -qF -e "$text" || {
		cat "$scratch/out"
		fail "model $*: no \"$text\""
	}
}

# also TEXT...: the last output has these as well.
also() {
	local text
	for text in "$@"; do
		tr -s ' ' <"$scratch/out" | grep -qF -e "$text" || {
			cat "$scratch/out"
			fail "no \"$text\""
		}
	done
}

# refuses TEXT ARGUMENT...: exit code 2, nothing on standard output, and a
# sentence, lines joined, that begins with the command and has the text.
refuses() {
	local text=$1 got
	shift
	"$gauge" model "$@" >"$scratch/out" 2>"$scratch/err"
	got=$?
	refusals=$((refusals + 1))
	[ $got = 2 ] || fail "model $*: exit code $got, expected 2"
	[ -s "$scratch/out" ] && fail "model $*: output beside a refusal"
	[ "$(head -c 17 "$scratch/err")" = "loopgauge model: " ] &&
		tr -s ' \n' ' ' <"$scratch/err" | grep -qF -e "$text" ||
		fail "model $*: $(cat "$scratch/err"), expected: $text"
}

# ---- one operating point
gives '"tokens_per_s": 627.406102' --lanes 16 --slot 6ns --width 8192 \
	--passes 512 --json
also '"token_s": 0.001593864' '"loop_s": 0.001572864' \
	'"attention_s": 1.6e-5' '"io_s": 5e-6' '"slots": 512' \
	'"mac_per_token": 4194304' '"u_tokens_per_s": 0' '"binding": "slot"' \
	'"flags": [' '8705x short of a 37e9-MAC dense token' '544x with C^2'
gives '627.4061 tokens/s'
also 'state-sweep rate, not LLM tokens: 8705x short' \
	'token time 1.593864 ms' '512 slots of 6 ns' '627.273 m'
gives '627.4061 tokens/s' --slot-period "6 ns" --io=5us --loop 0s
gives 'floor(T/K) as hardware counts' --passes 100 \
	--attention-counting floor
also 'attention 2 us 1 checkpoints' 'the fraction would give'
gives 'the loop binds' --loop 20us
gives "the saturable absorber's recovery binds" --sa-recovery 10ns
gives "the amplifier's recovery binds" --amplifier-recovery 7ns
# 20 m of fibre and 64 slots of 0.1 ns: 15 streams fit
gives '17498.0038' --lanes 64 --width 4096 --passes 512 --slot 0.1ns \
	--loop 97.948ns --attention 0.25us --io 5us
gives '"streams": 15' --lanes 64 --width 4096 --passes 512 --slot 0.1ns \
	--loop 97.948ns --attention 0.25us --io 5us --streams 0 --json
# the token rate that a 6 ns loop pass would mean (TP-3.1)
gives '41542' --lanes 16 --width 16 --passes 512

# ---- the owner's table and the ends of the ranges
gives '16 2048 256 128 196.608 us 209.608 us 4770.8103' \
	--preset rig-16x6ns --table
also '16 8192 512 512 1.572864 ms 1.593864 ms 627.4061' \
	'16 12288 256 768 1.179648 ms 1.192648 ms 838.4704' \
	'1 2048 256 2048 3.145728 ms 3.158728 ms 316.5831' \
	'1 12288 512 12288 37.748736 ms 37.769736 ms 26.4762' \
	'1 8192 128 8192 6.291456 ms 6.300456 ms 158.7187' \
	'64 8192 512 128 393.216 us 414.216 us 2414.1994' \
	'8 8192 512 1024 3.145728 ms 3.166728 ms 315.7834' \
	'32 8192 512 256 786.432 us 807.432 us 1238.4944' \
	'short by' 'state-sweep rate, not LLM tokens'
also 'tm-a fast 64 8192 512 128 32.768 us 48.768 us 20505.2' \
	'1t-b slow 192 9216 512 48 2.4576 us 15.4576 us 64693.0'
[ "$(grep -c 'x  slot' "$scratch/out")" = 32 ] || fail "rows are missing"
ends() {
	gives "$2" --preset "$1" --table
	also "$3"
}
ends tm-a '48.768 us 20505.2' '58.768 us 17016.0'
ends tm-b '8.2768 us 120819.6' '12.2768 us 81454.4'
ends tm-c '3.0096 us 332270.0' '9.65536 us 103569.4'
ends 1t-a '21.384 us 46763.9' '37.384 us 26749.4'
ends 1t-b '5.4576 us 183230.7' '15.4576 us 64693.0'
ends 1t-c '3.0096 us 332270.0' '9.65536 us 103569.4'
gives 'right: the upper end is 183.2k' --list-presets
also 'deepseek-v3, parameters 671e9, active per token 37e9' \
	'20. d of 192-384'
gives '"name": "rig-16x6ns"' --list-presets --json

# ---- sweeps
gives '512 512 1.572864 ms 1.593864 ms 627.4061' --sweep passes=64:1024:x2
[ "$(grep -c 'ms\|us' "$scratch/out")" = 5 ] || fail "5 rows expected"
gives '"rows": [' --sweep passes=64:1024:x2 --sweep width=2048,4096 --json
[ "$(grep -c '"tokens_per_s"' "$scratch/out")" = 10 ] ||
	fail "10 rows expected"
gives '"lanes","width","passes","slot_period"' --sweep slot=2ns:6ns:+2ns --csv
[ "$(wc -l <"$scratch/out")" = 4 ] || fail "a head and 3 lines expected"
gives '6 ns' --sweep slot=6ns:2ns:-2ns

# ---- halting, delivery, physics, energy
gives 'rate 1/E[t] 1333.7246 tokens/s' \
	--halting 64:0.25,128:0.25,256:0.25,512:0.25
also '1333.7246 tokens/s' '2318.979' '1664.3'
gives '1333.7246 tokens/s' --halting 64,128,256,512
# Listed T are meant, beyond the default too; --passes is a cap. By hand:
# 1024 passes of 3.072 us, 16 checkpoints of 2 us, 5 us: 3182.728 us.
gives '314.1959 tokens/s' --halting 1024
gives '627.4061 tokens/s' --halting 1024 --passes 512
printf 'T,count\n64,1\n128,1\n256,1\n512,1\n' >"$scratch/t.csv"
gives '1333.7246 tokens/s' --halting "histogram $scratch/t.csv"
gives 'no token may take more than' --halting 64,128,256,512 --want 1500 \
	--solve cap
gives 'mean T' --halting 'geometric 1%' --probe 16
gives 'delivered 621.9' --ser 1e-9 --decisions every-pass \
	--calibration-interval 60s --calibration-time 0.1s --mtbf 600s \
	--relock 1.69972s
gives 'NOT GRANTED: T is 512, the noise allows 152 passes' --snr0 50dB \
	--noise-per-pass -60dB --enob 6bit
also 'BEYOND_K_USE' 'noise-per-pass -60 dB' 'enob 6 bit'
gives '22.5 nJ' --wall-power 60W
also '1.40625 nJ' '95.6318 mJ'
gives '"BEYOND_K_USE"' --snr0 50dB --noise-per-pass -60dB --enob 6bit --json
gives 'short of a 13e9-MAC dense token' --model mixtral-8x7b

# ---- uncertainty
gives '627.4061 +- 0.722 (u) tokens/s' --slot 6ns+-6ps \
	--attention 2us+-0.1us --io '5us ± 0.5us'
also '[625.9911, 628.8211]' 'agree' 'slot_period 6 ns 6 ps'
cp "$scratch/out" "$scratch/two"
gives 'agree' --slot 6ns+-0.1% --attention 'normal 2us 0.1us' \
	--io 'normal 5us 0.5us' --threads 1
cmp -s "$scratch/out" "$scratch/two" ||
	fail "another number of threads gives another result"
gives 'DISAGREE' --preset tm-a --io 'uniform 0 us 10 us'
also 'first order 18598.42' 'GUM_INVALID'
gives '"GUM_INVALID"' --preset tm-a --io 'uniform 0us 10us' --json
gives 'io_time' --io 'triangular 4us 5us 6us' --slot 'lognormal 6ns 0.001'
gives '+- 0.63 (u)' --attention 2us+-0.1us --io 5us+-0.8us \
	--correlate attention,io=1
printf '4e-6\n5e-6\n6e-6\n' >"$scratch/io.csv"
gives '5 us 816.' --io "empirical $scratch/io.csv"
gives '"u_tokens_per_s": 0.61' --sweep slot=2ns,6ns --slot 6ns+-6ps --json

# ---- questions
gives 'lanes 1 3 x3' --preset parity --want 100
also 'slot 6 ns 2.379' 'attention 2 us no value of it alone will do'
gives '"needed": 3' --preset parity --want '100 tokens/s' --solve lanes --json
gives 'E_n -1.240' --measured 615+-4 --slot 6ns+-29.09ps
also 'zeta -2.481' 'They DISAGREE'
gives 'slot 6 ns -> 6.1 ns -10.1520' --measured 615+-4 --slot 6ns+-29.09ps \
	--measured-input slot=6.1ns --measured-input io=25us
also 'io 5 us -> 25 us -7.7752' 'unexplained'
gives 'They agree' --measured 622+-4 --slot 6ns+-29.09ps

# ---- figures
if command -v gnuplot >/dev/null; then
	for figure in "a.svg --sweep passes=64:1024:x2" \
		"b.png --sweep passes=64,128 --sweep width=2048,4096" \
		"c.pdf" "d.svg --slot 6ns+-6ps --figure tornado" \
		"e.svg --sweep lanes=8,16 --sweep passes=64,512 --figure rate" \
		"f.svg --sweep width=2048,4096 --x slots --y token_s" \
		"g.svg --sweep availability=50%:100%:+10%"; do
		# shellcheck disable=SC2086
		gives 'short' --plot "$scratch"/$figure
	done
	grep -q '<svg' "$scratch/a.svg" && grep -q 'dense token' \
		"$scratch/a.svg" || fail "a.svg lacks its MAC accounting"
	head -c 4 "$scratch/b.png" | grep -q PNG || fail "b.png is no PNG"
	head -c 4 "$scratch/c.pdf" | grep -q PDF || fail "c.pdf is no PDF"
fi

# ---- what is wrong
refuses 'unknown option --lans, did you mean --lanes?' --lans 16
refuses '--slot: expected a time such as "6 ns"' --slot 6
refuses 'the unit is missing' --slot 6
refuses '--slot: expected a time' --slot 6nm
refuses '--slot: expected a time' --slot NaN
refuses '--slot: expected a time' --slot ''
refuses '--slot: slot_period must be' --slot 0s
refuses '--slot: slot_period must be' --slot=-6ns
refuses '--passes: passes must be' --passes 0
refuses '--width: width must be at most 1600: 16 lanes of 100 slots' \
	--slots 100
refuses '--passes: expected a whole number' --passes 12.5
refuses '--passes: expected a whole number' --passes 512s
refuses '--lanes: lanes must be' --lanes 0
refuses '--width: expected a whole number' --width -8192
refuses '--width: width must be' --width 0
refuses '--passes: expected a whole number without uncertainty' \
	--passes 'uniform 1 2'
refuses '--ser: ser must be' --ser 1.5
refuses '--ser: ser must be' --ser=-0.1
refuses '--availability: ' --availability 120%
refuses '--snr0: expected a ratio in decibels' --snr0 50
refuses '--amplifier-input: expected a level' --amplifier-input 1mW
refuses '--slot needs a value' --slot
refuses 'unexpected argument' 512
refuses '--retry: unknown choice "capd", did you mean "capped"?' --retry capd
refuses '--attention-counting: unknown choice "round"' \
	--attention-counting round
refuses '--preset: unknown preset "rig-16x6n", did you mean "rig-16x6ns"?' \
	--preset rig-16x6n
refuses '--preset: unknown preset "x"; there are rig-16x6ns, ' --preset x
refuses '--model: unknown language model "gpt-9000"' --model gpt-9000
refuses '--io: unknown distribution "unifrom", did you mean "uniform"?' \
	--io 'unifrom 0us 10us'
refuses '--io: expected "uniform LOW HIGH"' --io 'uniform 0us'
refuses '--io: ' --io 'uniform 10us 0us'
refuses '--io: expected a time' --io 'uniform 0 10'
refuses '--io: ' --io 'triangular 1us 9us 5us'
refuses '--io: expected a time' --io 5us+-0.5
refuses '--io: ' --io '5us+--1us'
refuses 'none.csv: No such file' --io "empirical $scratch/none.csv"
printf '1e-6\nabc\n' >"$scratch/bad.csv"
refuses 'bad.csv:2: expected a number' --io "empirical $scratch/bad.csv"
: >"$scratch/empty.csv"
refuses 'expected numbers, the file has none' \
	--io "empirical $scratch/empty.csv"
refuses '--sweep: expected NAME=VALUES' --sweep passes
refuses '--sweep: "pases" is no input of the model, did you mean "passes"?' \
	--sweep pases=1,2
refuses '--sweep passes: expected A,B,C or FIRST:LAST:xFACTOR' \
	--sweep passes=64:1024
refuses '--sweep passes: steps of x1 do not lead' --sweep passes=64:1024:x1
refuses '--sweep slot: steps of' --sweep slot=6ns:2ns:+1ns
refuses '--sweep slot: expected a time' --sweep slot=2:6:+1
refuses '--sweep: retry is a choice' --sweep retry=1,2
refuses '--sweep: passes is swept twice' --sweep passes=1 --sweep passes=2
refuses '--passes: passes must be' --sweep passes=0,1
refuses '--sweep passes: more than' --sweep passes=1:1e6:+1
refuses '--sweep: the grid has more than' --sweep passes=1:9000:+1 \
	--sweep width=1:9000:+1
refuses '--table and --sweep' --table --sweep passes=1,2
refuses '--json and --csv' --json --csv
refuses '--halting: expected probabilities that add up to 1, got 0.75' \
	--halting 64:0.25,128:0.5
refuses '--halting: a probability lies in 0..1' --halting 64:1.5,128:-0.5
refuses '--halting: ' --halting 0:1
refuses '--halting: expected a number of passes' --halting 64,x
refuses '--halting: expected geometric P' --halting 'geometric 2'
refuses '--halting: expected "T:P,T:P' --halting 'poisson 3'
refuses '--halting: expected a probability for each T' --halting 64:1,128
refuses '--probe: expected --halting beside it' --probe 16
refuses '--probe: expected a number of passes' --halting 64,128 --probe 0
refuses '--want: expected a token rate' --want fast
refuses '--want: expected a token rate above 0' --want 0
refuses '--solve: expected --want' --solve lanes
refuses '--solve: "lane" is no input' --want 100 --solve lane
refuses '--solve cap: expected --halting' --want 100 --solve cap
refuses '--measured: expected RATE+-UNCERTAINTY' --measured 615
refuses '--measured: expected a token rate' --measured 615+-x
refuses '--measured-input: expected --measured' --measured-input slot=6ns
refuses '--measured-input slot: expected a time' --measured 615+-8 \
	--measured-input slot=6
refuses '--measured-input: "slt" is no input' --measured 615+-8 \
	--measured-input slt=6ns
refuses '--slot: slot_period must be' --measured 615+-8 \
	--measured-input slot=0s
refuses '--correlate: expected NAME,NAME=R' --correlate slot
refuses '--correlate: slot carries no uncertainty' --correlate slot,io=0.5
refuses '--correlate: expected a correlation from -1 to 1' \
	--slot 6ns+-6ps --io 5us+-1us --correlate slot,io=2
refuses '--correlate: expected two different inputs' --slot 6ns+-6ps \
	--correlate slot,slot=1
refuses '--digits: expected a whole number from 1 to 4' --digits 9
refuses '--seed: expected a whole number' --seed x
refuses '--threads: expected a whole number from 1' --threads 0
refuses '--plot: expected a file that ends in .svg, .png or .pdf' \
	--plot rate.gif
refuses '--figure: unknown figure "tornadoo", did you mean "tornado"?' \
	--plot "$scratch/x.svg" --figure tornadoo
refuses '--figure contours: expected two --sweep' --plot "$scratch/x.svg" \
	--figure contours
refuses '--figure rate: expected one or two --sweep' \
	--plot "$scratch/x.svg" --figure rate
refuses '--figure: expected --plot FILE' --figure rate
refuses '--x: "slts" is neither an input nor an output' --sweep width=1,2 \
	--plot "$scratch/x.svg" --x slts
[ -e "$scratch/x.svg" ] && fail "a refused figure was written"

[ $refusals -ge 30 ] || fail "only $refusals refusals were tried"
[ $failures = 0 ] && echo "model-cli: passed, $refusals refusals"
