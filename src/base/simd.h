/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A hot loop in several versions, the best of which the loader picks: AVX-512,
 * AVX2 or the base x86-64. All give the same bits: contraction of a*b+c is off
 * (configure.ac), and a sum that shall be vectorised is written with its own
 * partial sums, because the compiler may not reorder one.
 */
#ifndef BASE_SIMD_H
#define BASE_SIMD_H

/* Versions made by clang (14) cannot be called from another file. */
#if defined(__x86_64__) && defined(__gnu_linux__) && !defined(__clang__)
#define SIMD_VERSIONS                                                          \
	__attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3",       \
				     "default")))
#else
#define SIMD_VERSIONS
#endif

#endif
