/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Command sets of the simulated lab instruments: error queue, and dialogues
 * with the examples of the makers' manuals. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "twin/scpi_models.h"
#include "twin/scpi_server.h"
#include "twin_stub.h"

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
