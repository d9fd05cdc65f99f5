/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Attributes that are settings of the frame (struct twin_frame): how they are
 * shown and stored. The first six go by the attribute's field.
 */
#ifndef TWIN_IIO_FRAME_H
#define TWIN_IIO_FRAME_H

#include "twin/iio_attributes.h"

int iio_frame_show_unsigned(const struct iio_place *at, FILE *out);
int iio_frame_store_unsigned(const struct iio_place *at, const char *text);
int iio_frame_show_flag(const struct iio_place *at, FILE *out);
int iio_frame_store_flag(const struct iio_place *at, const char *text);
int iio_frame_show_double(const struct iio_place *at, FILE *out);
int iio_frame_store_double(const struct iio_place *at, const char *text);
int iio_frame_show_record(const struct iio_place *at, FILE *out);
int iio_frame_store_record(const struct iio_place *at, const char *text);
int iio_frame_show_lane_mask(const struct iio_place *at, FILE *out);
int iio_frame_store_lane_mask(const struct iio_place *at, const char *text);
int iio_frame_show_mode(const struct iio_place *at, FILE *out);
int iio_frame_store_mode(const struct iio_place *at, const char *text);
int iio_frame_show_token_passes(const struct iio_place *at, FILE *out);
int iio_frame_store_token_passes(const struct iio_place *at, const char *text);

#endif
