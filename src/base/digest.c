/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SHA-512; the only user of nettle. */
#include "base/digest.h"

#include <stdio.h>

#include <nettle/sha2.h>

void digest_bytes(const void *data, size_t len, char hex[DIGEST_HEX])
{
	struct sha512_ctx ctx;
	uint8_t raw[SHA512_DIGEST_SIZE];
	sha512_init(&ctx);
	sha512_update(&ctx, len, data);
	sha512_digest(&ctx, sizeof(raw), raw);
	for (size_t i = 0; i < sizeof(raw); i++)
		snprintf(hex + 2 * i, 3, "%02x", raw[i]);
}
