/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Entry point of libFuzzer, called by the corpus test as well. */
#ifndef TESTS_FUZZ_PLAN_H
#define TESTS_FUZZ_PLAN_H

#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#endif
