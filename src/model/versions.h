/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * MODEL_VERSIONS before a function: compile it for several instruction sets,
 * of which the loader picks the best that the processor has. Only where the
 * compiler can; never under a sanitizer, which the loader's choice precedes.
 */
#ifndef MODEL_VERSIONS_H
#define MODEL_VERSIONS_H

#include <stdint.h> /* lets the C library tell its name */

#if defined(__GNUC__) && !defined(__clang__) && __GNUC__ >= 12 && \
	defined(__x86_64__) && defined(__GLIBC__) && \
	!defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define MODEL_HAS_VERSIONS
#define MODEL_VERSIONS                                                 \
	__attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", \
				     "default")))
#else
#define MODEL_VERSIONS
#endif

#endif
