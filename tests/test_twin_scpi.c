/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Command sets of the simulated lab instruments: grammar, error queue, and
 * dialogues with the examples of the makers' manuals. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <csv.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "twin/scpi_models.h"
#include "twin/scpi_server.h"
#include "twin_stub.h"

/* What a message says, as "header?{params}" for each unit, or its error. */
static void test_messages(void **state)
{
	(void)state;
	static const struct {
		const char *text, *expected;
	} rows[] = {
		{ "", "" },
		{ " \t\r", "" },
		{ ";;", "" },
		{ "*IDN?", "*IDN?{}" },
		{ "a:b;c", "a:b{}a:c{}" },
		{ "A:B;*IDN?;C", "A:B{}*IDN?{}A:C{}" },
		{ ":A:B;:C", "A:B{}C{}" },
		{ "A:B;C:D;E", "A:B{}A:C:D{}A:C:E{}" },
		{ "A 1,2 ; B? MAX", "A{1,2}B?{MAX}" },
		{ "A \"x;y\";B", "A{\"x;y\"}B{}" },
		{ "A 'x;y", "A{'x;y}" },
		{ "A?\t3\r", "A?{3}" },
		{ "?", "-102" },
		{ "1A", "-102" },
		{ "A:B@;C", "-101" },
		{ "A;&", "A{}-102" },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct twin_scpi_message m = { .text = rows[i].text };
		struct twin_scpi_unit u;
		char got[256] = "";
		int code;

		while ((code = twin_scpi_next(&m, &u)) > 0)
			snprintf(got + strlen(got), sizeof(got) - strlen(got),
				 "%s%s{%.*s}", u.header, u.query ? "?" : "",
				 (int)u.nparams, u.params);
		if (code)
			snprintf(got + strlen(got), sizeof(got) - strlen(got),
				 "%d", code);
		assert_string_equal(got, rows[i].expected);
	}
}

static void test_headers(void **state)
{
	(void)state;
	static const struct {
		const char *pattern, *header;
		bool match;
		unsigned suffix[2];
	} rows[] = {
		{ ":INPut#[:CHANnel#]:ATTenuation", "inp:att", true, { 1, 1 } },
		{ ":INPut#[:CHANnel#]:ATTenuation", "INPUT3:ATTENUATION", true,
		  { 3, 1 } },
		{ ":INPut#[:CHANnel#]:ATTenuation", ":inp2:chan4:att", true,
		  { 2, 4 } },
		{ ":INPut#[:CHANnel#]:ATTenuation", "inpu:att", false, { 0 } },
		{ ":INPut#[:CHANnel#]:ATTenuation", "inp:att1", false, { 0 } },
		{ ":INPut#[:CHANnel#]:ATTenuation", "inp", false, { 0 } },
		{ "[:SOURce#][:CHANnel#]:POWer[:LEVel]", "pow", true,
		  { 1, 1 } },
		{ "[:SOURce#][:CHANnel#]:POWer[:LEVel]", "chan2:pow:lev", true,
		  { 1, 2 } },
		{ ":OUTPut#[:STATe]", "outp12", true, { 12, 0 } },
		{ "*IDN", "*idn", true, { 0 } },
		{ "*IDN", "idn", false, { 0 } },
		{ ":DRIV:ACC:CUR:CH#", "DRIV:ACC:CUR:CH2", true, { 2, 0 } },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		unsigned suffix[TWIN_SCPI_SUFFIXES] = { 0 };

		assert_int_equal(twin_scpi_match(rows[i].pattern,
						 rows[i].header, suffix, NULL),
				 rows[i].match);
		if (rows[i].match) {
			assert_int_equal(suffix[0], rows[i].suffix[0]);
			assert_int_equal(suffix[1], rows[i].suffix[1]);
		}
	}
}

static void test_values(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		int n; /* or error */
		double number;
		const char *unit;
	} rows[] = {
		{ "", 0, 0, "" },
		{ "+1.50000000E-006", 1, 1.5e-6, "" },
		{ "3DBM", 1, 3, "DBM" },
		{ "-3.5 dBm", 1, -3.5, "DBM" },
		{ ".5", 1, 0.5, "" },
		{ "5.", 1, 5, "" },
		{ "1e3nm", 1, 1000, "NM" },
		{ "#HFF", 1, 255, "" },
		{ "#b101", 1, 5, "" },
		{ "1,2", 2, 1, "" },
		{ "1e99999", TWIN_SCPI_EXPONENT, 0, "" },
		{ "1e400", TWIN_SCPI_EXPONENT, 0, "" },
		{ "+", TWIN_SCPI_BAD_NUMBER, 0, "" },
		{ "#13abc", TWIN_SCPI_BLOCK_NOT_ALLOWED, 0, "" },
		{ "(1)", TWIN_SCPI_EXPRESSION_NOT_ALLOWED, 0, "" },
		{ "1 2", TWIN_SCPI_SEPARATOR, 0, "" },
		{ "1,", TWIN_SCPI_SYNTAX, 0, "" },
		{ "'open", TWIN_SCPI_STRING, 0, "" },
		{ "1,2,3,4,5", TWIN_SCPI_NOT_ALLOWED, 0, "" },
		{ "@", TWIN_SCPI_INVALID_CHARACTER, 0, "" },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct twin_scpi_value v[TWIN_SCPI_VALUES];
		int n = twin_scpi_values(rows[i].text, strlen(rows[i].text), v);

		assert_int_equal(n, rows[i].n);
		if (n > 0) {
			assert_true(v[0].number == rows[i].number);
			assert_string_equal(v[0].text, rows[i].unit);
		}
	}
}

/* Patterns and headers that another parser's tests agree on. */
struct vectors {
	char field[4][512];
	size_t nfield, used;
};

static void take_field(void *text, size_t len, void *context)
{
	struct vectors *v = context;

	if (v->nfield < 4)
		snprintf(v->field[v->nfield], sizeof(v->field[0]), "%.*s",
			 (int)len, (const char *)text);
	v->nfield++;
}

static void take_row(int end, void *context)
{
	struct vectors *v = context;
	char pattern[256], header[256], truth[16];

	(void)end;
	v->nfield = 0;
	if (strcmp(v->field[2], "TEST_MATCH_COMMAND") != 0 ||
	    sscanf(v->field[3], "\"%255[^\"]\", \"%255[^\"]\", %15s", pattern,
		   header, truth) != 3)
		return;
	size_t np = strlen(pattern), nh = strlen(header);
	bool asks = pattern[np - 1] == '?', asked = header[nh - 1] == '?';
	if (np == 1 && asks)
		return; /* no keyword at all */
	pattern[np - asks] = '\0';
	header[nh - asked] = '\0';
	unsigned suffix[TWIN_SCPI_SUFFIXES];
	bool match = asks == asked &&
		     twin_scpi_match(pattern, header, suffix, NULL);
	if (match != (strcmp(truth, "TRUE") == 0))
		fail_msg("line %s: %s", v->field[1], v->field[3]);
	v->used++;
}

static void test_reference_headers(void **state)
{
	(void)state;
	const char *dir = getenv("LOOPGAUGE_SHARED");
	const char *top = getenv("top_srcdir");
	char path[512], line[2048];

	if (dir)
		snprintf(path, sizeof(path), "%s/scpi/scpi_parser_vectors.csv",
			 dir);
	else
		snprintf(path, sizeof(path),
			 "%s/../shared/data/scpi/scpi_parser_vectors.csv",
			 top ? top : ".");
	FILE *f = fopen(path, "r");
	if (!f) {
		print_message("no reference vectors: %s is missing\n", path);
		skip();
	}
	struct vectors *v = calloc(1, sizeof(*v));
	struct csv_parser parser;
	assert_non_null(v);
	assert_int_equal(csv_init(&parser, 0), 0);
	while (fgets(line, sizeof(line), f))
		csv_parse(&parser, line, strlen(line), take_field, take_row, v);
	csv_fini(&parser, take_field, take_row, v);
	csv_free(&parser);
	fclose(f);
	print_message("%zu reference headers\n", v->used);
	assert_true(v->used > 100);
	free(v);
}

struct turn {
	const char *sent, *reply;
};

static void talk(const struct twin_scpi_model *model, struct twin_bench *bench,
		 const struct turn *turns)
{
	struct twin_scpi_device *device;
	struct err e = { 0 };

	assert_int_equal(twin_scpi_device_new(model, bench, &device, &e),
			 ERR_OK);
	for (; turns->sent; turns++) {
		const char *reply = twin_scpi_device_execute(
			device, turns->sent, NULL, NULL);

		if (strcmp(reply, turns->reply) != 0)
			fail_msg("%s: \"%s\" answered \"%s\", not \"%s\"",
				 model->name, turns->sent, reply,
				 turns->reply);
	}
	twin_scpi_device_free(device);
}

/* Programming guide of the 8163/4/6: SLOT and SOURce examples. */
static void test_laser(void **state)
{
	(void)state;
	struct twin_bench *bench = stub_bench_new(2);
	static const struct turn turns[] = {
		{ "*IDN?", "Agilent Technologies,8166B,DE41100010,V4.02" },
		{ "slot1:empt?", "0" },
		{ "slot3:empt?", "1" },
		{ "SYST:ERR?", "+0,\"No error\"" },
		{ "sour1:pow?", "+3.00000000E+000" },
		{ "sour1:pow:unit w;:sour1:pow?", "+1.99526222E-003" },
		{ "sour1:pow:unit?", "+1" },
		{ "sour1:pow:unit dbm;:sour1:pow? min", "-3.00000000E+000" },
		{ "sour1:pow? max", "+6.00000000E+000" },
		{ "sour1:pow 2mW;pow?", "+3.00999999E+000" },
		/* relative to the branch sour1:pow */
		{ "sour1:pow:unit dbm;sour1:pow?", "" },
		{ "syst:err?", "-113,\"Undefined header\"" },
		{ "sour1:wav 1550.12nm;wav?", "+1.55012000E-006" },
		{ ":SOURCE1:CHANNEL1:WAVELENGTH:CW?", "+1.55012000E-006" },
		{ "sour1:wav 1.6um", "" },
		{ "sour1:wav 1.55um;:syst:err?",
		  "-222,\"Data out of range\"" },
		{ "outp1 on;outp1?;:outp2:stat?", "1;0" },
		{ "sour1:pow:stat 0;:outp1?", "0" },
		{ "outp3 on;:outp3?", "" },
		{ "syst:err?", "-303,\"Module slot empty or slot / channel "
			       "invalid\"" },
		{ "*cls;:syst:err?", "+0,\"No error\"" },
		{ "outp1", "" },
		{ "syst:err?", "-109,\"Missing parameter\"" },
		{ "outp1 1,2", "" },
		{ "syst:err?", "-108,\"Parameter not allowed\"" },
		{ "outp1 maybe", "" },
		{ "syst:err?", "-224,\"Illegal parameter value\"" },
		{ "sour1:pow 3nm", "" },
		{ "syst:err?", "-131,\"Invalid suffix\"" },
		{ "*opc?;*wai;*tst?", "1;0" },
		{ NULL, NULL },
	};
	talk(&twin_scpi_8166b, bench, turns);
	stub_bench_free(bench);
}

/* The manual's examples in both command sets. */
static void test_santec(void **state)
{
	(void)state;
	struct twin_bench *bench = stub_bench_new(1);
	static const struct turn turns[] = {
		{ ":SYST:COMM:COD?", "0" },
		{ ":WAV 1550;:WAV?", "1550.0000" },
		{ ":POW 10;:POW?", "10.00" },
		{ ":POW:MIN?;:POW:MAX?", "-15.00;13.00" },
		{ ":POW 10dBm;:SYST:ERR?", "-138,\"Suffix not allowed\"" },
		{ ":POW:UNIT 1;UNIT?;:POW?", "1;10.00" },
		{ ":POW:UNIT 0;:SYST:COMM:COD 1;COD?", "+1" },
		{ ":WAV 1550nm;:WAV?", "+1.55000000E-006" },
		{ ":WAV 1550E-9;:WAV?", "+1.55000000E-006" },
		{ ":POW 10dBm;:POW?", "+1.00000000E+001" },
		{ ":POW +1.00000000E+001;:POW? MAX", "+1.30000000E+001" },
		{ ":POW:STAT 1;STAT?;SHUT?", "+1;+0" },
		{ ":POW:SHUT 1;SHUT?;STAT?", "+1;+0" },
		{ ":POW 14dBm;:SYST:ERR?", "-222,\"Data out of range\"" },
		{ NULL, NULL },
	};
	talk(&twin_scpi_tsl570, bench, turns);
	stub_bench_free(bench);
}

/* Programming guide of the N77xx: INPut, OUTPut examples. */
static void test_attenuator(void **state)
{
	(void)state;
	struct twin_bench *bench = stub_bench_new(1);
	static const struct turn turns[] = {
		{ "INP1:ATT 14dB;:INP2:ATT?", "+1.40000000E+001" },
		{ "INP1:ATT? MIN;ATT? MAX", "+0.00000000E+000;"
					    "+4.50000000E+001" },
		{ "INP1:OFFS 2dB;OFFS?", "+2.00000000E+000" },
		{ "INP1:ATT?;ATT? MAX", "+1.60000000E+001;"
					"+4.70000000E+001" },
		{ "INP1:ATT 1;:SYST:ERR?", "-222,\"Data out of range\"" },
		{ "OUTP1:STAT?", "0" },
		{ "OUTP1:STAT ON;STAT?", "1" },
		{ "OUTP:STAT:ALL OFF;:OUTP1?", "0" },
		{ "INP1:WAV +1.55000000E-006;WAV?", "+1.55000000E-006" },
		{ "INP3:ATT 1;:SYST:ERR?",
		  "-303,\"Module slot empty or slot / channel invalid\"" },
		{ "wav:pow;:SYST:ERR?", "" },
		{ "SYST:ERR?", "-113,\"Undefined header\"" },
		{ NULL, NULL },
	};
	talk(&twin_scpi_n7761a, bench, turns);
	stub_bench_free(bench);
}

static void test_power_meter(void **state)
{
	(void)state;
	struct twin_bench *bench = stub_bench_new(1);
	static const struct turn turns[] = {
		{ "SENS:CORR:WAV 1310;WAV?", "1.31000000E+03" },
		{ "CORR:WAV? MIN;WAV? MAX", "8.00000000E+02;1.70000000E+03" },
		{ "SENS:POW:UNIT W;:MEAS:POW?", "5.00000000E-04" },
		{ "SENS:POW:UNIT DBM;UNIT?;:READ?", "DBM;-3.01029996E+00" },
		{ "SENS:AVER:COUN 100;COUN?;:AVER?", "100;100" },
		{ "AVER 0;:SYST:ERR?", "-222,\"Data out of range\"" },
		{ "CORR:COLL:ZERO:INIT;STAT?", "0" },
		{ "MEAS?", "9.91000000E+37" },
		{ "POW:UNIT W;:MEAS?", "0.00000000E+00" },
		{ "CONF:POW;*STB?", "0" },
		{ NULL, NULL },
	};
	stub_bench_meter(bench, 5e-4);
	talk(&twin_scpi_pm100d, bench, turns);
	static const struct turn bright[] = { { "MEAS:POW?", "9.90000000E+37" },
					      { NULL, NULL } };
	stub_bench_meter(bench, 1);
	talk(&twin_scpi_pm100d, bench, bright);
	stub_bench_free(bench);
}

static void test_multimeter(void **state)
{
	(void)state;
	struct twin_bench *bench = stub_bench_new(1);
	static const struct turn turns[] = {
		{ "read1:pow?", "-3.01029992E+000" },
		{ "sens1:pow:unit 1;unit?;:fetc1:pow?", "+1;+5.00000024E-004" },
		{ "sens1:pow:wav 1550nm;wav?", "+1.55000000E-006" },
		{ "sens1:pow:atim 200ms;atim?", "+2.00000003E-001" },
		{ "sens1:corr:coll:zero;zero?", "1" },
		{ "read2:pow?", "" },
		{ NULL, NULL },
	};
	stub_bench_meter(bench, 5e-4);
	talk(&twin_scpi_8163b, bench, turns);
	static const struct turn dark[] = {
		{ "sens1:corr:coll:zero;zero?", "0" },
		{ "read1:pow?", "-1.99999969E+002" },
		{ NULL, NULL },
	};
	stub_bench_meter(bench, 0);
	talk(&twin_scpi_8163b, bench, dark);
	stub_bench_free(bench);
}

static void test_amplifier(void **state)
{
	(void)state;
	struct twin_bench *bench = stub_bench_new(1);
	static const struct turn turns[] = {
		{ "*IDN?", "" },
		{ ":CAL:SYS:MODEL?", "AEDFA-PA-30-B-FA" },
		{ ":READ:DRIV:MAX:ACC:CH1?", "3.000000e+02" },
		{ ":READ:DRIV:UNIT:ACC:CH1?", "mA" },
		{ ":DRIV:ACC:CUR:CH1 120", "" },
		{ ":DRIV:ACC:CUR:CH1?", "1.200000e+02" },
		{ ":DRIV:ACC:CUR:CH1 301", "" },
		{ ":DRIV:ACC:CUR:CH1?", "1.200000e+02" },
		{ ":DRIV:MCTRL 1", "" },
		{ ":DRIV:MCTRL?", "0" }, /* the channel is off */
		{ ":DRIV:ACC:STAT:CH1 1", "" },
		{ ":DRIV:ACC:STAT:CH1?", "2" },
		{ ":DRIV:ACC:STAT:CH1?", "1" },
		{ ":SENS:CUR:CH1?", "0.000000e+00" },
		{ ":DRIV:MCTRL 1", "" },
		{ ":DRIV:MCTRL?", "1" },
		{ ":SENS:CUR:CH1?", "1.200000e+02" },
		{ ":DRIV:ACC:STAT:CH1 0", "" },
		{ ":DRIV:MCTRL?", "0" },
		{ ":DRIV:ACC:CUR:CH2?", "" },
		{ NULL, NULL },
	};
	talk(&twin_scpi_aedfa, bench, turns);
	stub_bench_free(bench);
}

/* SCPI-1999 volume 2, 21.8.1: the last entry says that more were lost. */
static void test_error_queue(void **state)
{
	(void)state;
	struct twin_bench *bench = stub_bench_new(1);
	struct twin_scpi_device *device;
	struct err e = { 0 };
	const char *reply = "";

	assert_int_equal(twin_scpi_device_new(&twin_scpi_n7761a, bench,
					      &device, &e),
			 ERR_OK);
	for (int i = 0; i < 40; i++)
		twin_scpi_device_execute(device, "NONSENSE", NULL, NULL);
	for (int i = 0; i < 30; i++) {
		reply = twin_scpi_device_execute(device, "SYST:ERR?", NULL,
						 NULL);
		assert_string_equal(reply, i < 29 ?
						   "-113,\"Undefined header\"" :
						   "-350,\"Queue overflow\"");
	}
	reply = twin_scpi_device_execute(device, "SYST:ERR?", NULL, NULL);
	assert_string_equal(reply, "+0,\"No error\"");
	/* Power on 128, command error 32; reading clears. */
	reply = twin_scpi_device_execute(device, "*ESR?", NULL, NULL);
	assert_string_equal(reply, "160");
	reply = twin_scpi_device_execute(device, "*ESR?", NULL, NULL);
	assert_string_equal(reply, "0");
	reply = twin_scpi_device_execute(device, "*ESE 48;*ESE?;JUNK", NULL,
					 NULL);
	assert_string_equal(reply, "48");
	/* Error queue 4, event summary 32. */
	reply = twin_scpi_device_execute(device, "*STB?", NULL, NULL);
	assert_string_equal(reply, "36");
	twin_scpi_device_free(device);
	stub_bench_free(bench);
}

/* Every model of the public list can be had, and nothing else. */
static void test_models(void **state)
{
	(void)state;
	struct twin_bench *bench = stub_bench_new(1);
	struct twin_scpi *server = NULL;
	struct err e = { 0 };
	const char *role, *model;
	size_t n = 0;

	for (; twin_scpi_model_get(n, &role, &model); n++) {
		char name[64];

		snprintf(name, sizeof(name), "%s:%s", role, model);
		assert_int_equal(twin_scpi_start(bench, name,
						 "tcp:127.0.0.1:0", &server,
						 &e),
				 ERR_OK);
		assert_string_equal(twin_scpi_role(server), role);
		assert_memory_equal(twin_scpi_address(server),
				    "tcp:127.0.0.1:", 14);
		twin_scpi_stop(server);
	}
	assert_null(twin_scpi_models[n]);
	assert_int_equal(twin_scpi_start(bench, "kettle", "pty:", &server, &e),
			 ERR_USAGE);
	assert_int_equal(twin_scpi_start(bench, "laser", "tcp:10.0.0.1:1",
					 &server, &e),
			 ERR_USAGE);
	stub_bench_free(bench);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_messages),
		cmocka_unit_test(test_headers),
		cmocka_unit_test(test_values),
		cmocka_unit_test(test_reference_headers),
		cmocka_unit_test(test_laser),
		cmocka_unit_test(test_santec),
		cmocka_unit_test(test_attenuator),
		cmocka_unit_test(test_power_meter),
		cmocka_unit_test(test_multimeter),
		cmocka_unit_test(test_amplifier),
		cmocka_unit_test(test_error_queue),
		cmocka_unit_test(test_models),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
