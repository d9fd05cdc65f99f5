/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two rings, merged by serial number when they are read. */
#include "twin/history.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct entry {
	uint64_t serial;
	int64_t ns;
	char *text;
};

struct ring {
	struct entry *entry;
	size_t max, cap, first, count;
	unsigned long gone;
};

struct twin_history {
	uint64_t serial;
	struct ring ring[2]; /* ordinary, safety */
};

struct twin_history *twin_history_new(void)
{
	struct twin_history *history = calloc(1, sizeof(*history));
	if (!history)
		return NULL;
	history->ring[0].max = TWIN_HISTORY_ORDINARY;
	history->ring[1].max = TWIN_HISTORY_SAFETY;
	return history;
}

static struct entry *ring_at(const struct ring *ring, size_t i)
{
	return &ring->entry[(ring->first + i) % ring->cap];
}

void twin_history_free(struct twin_history *history)
{
	if (!history)
		return;
	for (int r = 0; r < 2; r++) {
		struct ring *ring = &history->ring[r];
		for (size_t i = 0; i < ring->count; i++)
			free(ring_at(ring, i)->text);
		free(ring->entry);
	}
	free(history);
}

static bool ring_grow(struct ring *ring)
{
	size_t cap = ring->cap ? ring->cap * 2 : 64;
	if (cap > ring->max)
		cap = ring->max;
	struct entry *entry = calloc(cap, sizeof(*entry));
	if (!entry)
		return false;
	for (size_t i = 0; i < ring->count; i++)
		entry[i] = *ring_at(ring, i);
	free(ring->entry);
	ring->entry = entry;
	ring->first = 0;
	ring->cap = cap;
	return true;
}

static void ring_add(struct ring *ring, struct entry entry)
{
	if (ring->count == ring->cap && ring->cap < ring->max &&
	    !ring_grow(ring)) {
		free(entry.text);
		ring->gone++;
		return;
	}
	if (ring->count == ring->cap) {
		free(ring_at(ring, 0)->text);
		ring->first = (ring->first + 1) % ring->cap;
		ring->count--;
		ring->gone++;
	}
	*ring_at(ring, ring->count++) = entry;
}

void twin_history_vadd(struct twin_history *history, bool safety, int64_t ns,
		       const char *fmt, va_list ap)
{
	char text[240];
	vsnprintf(text, sizeof(text), fmt, ap);
	struct entry entry = { history->serial++, ns, strdup(text) };
	if (entry.text)
		ring_add(&history->ring[safety], entry);
	else
		history->ring[safety].gone++;
}

static size_t ring_text_size(const struct ring *ring)
{
	size_t size = 80;
	for (size_t i = 0; i < ring->count; i++)
		size += strlen(ring_at(ring, i)->text) + 24;
	return size;
}

char *twin_history_text(const struct twin_history *history)
{
	const struct ring *ring = history->ring;
	size_t size = ring_text_size(&ring[0]) + ring_text_size(&ring[1]);
	size_t used = 0, at[2] = { 0, 0 };
	char *text = malloc(size);
	if (!text)
		return NULL;
	text[0] = '\0';
	for (int r = 0; r < 2; r++)
		if (ring[r].gone)
			used += (size_t)sprintf(text + used,
						"0 %lu older %s entries gone\n",
						ring[r].gone,
						r ? "safety" : "ordinary");
	while (at[0] < ring[0].count || at[1] < ring[1].count) {
		int r = at[0] >= ring[0].count;
		if (!r && at[1] < ring[1].count)
			r = ring_at(&ring[1], at[1])->serial <
			    ring_at(&ring[0], at[0])->serial;
		const struct entry *entry = ring_at(&ring[r], at[r]++);
		used += (size_t)sprintf(text + used, "%" PRId64 " %s\n",
					entry->ns, entry->text);
	}
	return text;
}
