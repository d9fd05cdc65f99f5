/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SHA-512 against the examples of FIPS 180-4. */
#include "base/digest.h"

#include <stdlib.h>
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static const struct {
	const char *text, *hex;
} vectors[] = {
	{ "", "cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce"
	      "47d0d13c5d85f2b0ff8318d2877eec2f63b931bd47417a81a538327af927da3"
	      "e" },
	{ "abc",
	  "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
	  "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f" },
	{ "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmno"
	  "ijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
	  "8e959b75dae313da8cf4f72814fc143f8f7779c6eb9f7fa17299aeadb6889018"
	  "501d289e4900f7e4331b99dec4b5433ac7d329eeb6dd26545e96e55b874be909" },
};

static void test_vectors(void **state)
{
	(void)state;
	char hex[DIGEST_HEX];
	for (size_t i = 0; i < sizeof(vectors) / sizeof(vectors[0]); i++) {
		digest_bytes(vectors[i].text, strlen(vectors[i].text), hex);
		assert_string_equal(hex, vectors[i].hex);
	}
}

/* One million times "a": FIPS 180-4, many blocks long. */
static void test_long(void **state)
{
	(void)state;
	char hex[DIGEST_HEX];
	size_t n = 1000000;
	char *text = malloc(n);
	assert_non_null(text);
	memset(text, 'a', n);
	digest_bytes(text, n, hex);
	free(text);
	assert_string_equal(
		hex,
		"e718483d0ce769644e2e42c7bc15b4638e1f98b13b2044285632a803"
		"afa973ebde0ff244877ea60a4cb0432ce577c31beb009c5c2c49aa2e"
		"4eadb217ad8cc09b");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_vectors),
		cmocka_unit_test(test_long),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
