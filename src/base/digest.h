/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SHA-512 (nettle) as lower-case hex, 128 characters and NUL. */
#ifndef BASE_DIGEST_H
#define BASE_DIGEST_H

#include <stddef.h>

#define DIGEST_HEX 129

void digest_bytes(const void *data, size_t len, char hex[DIGEST_HEX]);

#endif
