/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SHA-512; the only user of nettle. */
#include "base/digest.h"

#include <stdio.h>

#include <nettle/sha2.h>

static void digest_finish(struct sha512_ctx *ctx, char hex[DIGEST_HEX])
{
	uint8_t raw[SHA512_DIGEST_SIZE];
	sha512_digest(ctx, sizeof(raw), raw);
	for (size_t i = 0; i < sizeof(raw); i++)
		snprintf(hex + 2 * i, 3, "%02x", raw[i]);
}

void digest_bytes(const void *data, size_t len, char hex[DIGEST_HEX])
{
	struct sha512_ctx ctx;
	sha512_init(&ctx);
	sha512_update(&ctx, len, data);
	digest_finish(&ctx, hex);
}

enum err_code digest_file(const char *path, char hex[DIGEST_HEX],
			  struct err *e)
{
	FILE *f = fopen(path, "rb");
	if (!f)
		return err_set_errno(e, ERR_IO, "%s", path);
	struct sha512_ctx ctx;
	sha512_init(&ctx);
	uint8_t block[16384];
	size_t len;
	while ((len = fread(block, 1, sizeof(block), f)) > 0)
		sha512_update(&ctx, len, block);
	enum err_code rc = ERR_OK;
	if (ferror(f))
		rc = err_set_errno(e, ERR_IO, "%s", path);
	else
		digest_finish(&ctx, hex);
	fclose(f);
	return rc;
}
