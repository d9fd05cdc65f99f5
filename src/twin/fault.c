/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of faults, and which of them are active. */
#include "twin/fault.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* Name, whether it strikes once (else stays until cleared), what it does. */
#define FAULT_LIST(X)                                                          \
	X("rail-adc", false, "received level doubled: top symbol at the rail") \
	X("slip-slot", false, "all light arrives one slot late")               \
	X("drift", false, "received level falls 3 dB per hour of bench time")  \
	X("drift-burst", false, "received level falls 0.002 dB a burst")       \
	X("lock-loss", true, "lock is lost at some pass of the next burst")    \
	X("dark-stale", false, "baseline moves when the source gate opens")    \
	X("silence", false, "no reply at all")                                 \
	X("late-reply", true, "the reply comes after the client's deadline")   \
	X("half-reply", true, "the reply stops half-way")                      \
	X("garbage", true, "bytes that are no reply")                          \
	X("close", true, "the connection is closed instead of a reply")        \
	X("error-queue", true, "refused, with an entry in the error queue")    \
	X("sentinel", false, "9.91E37 instead of a reading")                   \
	X("wrong-identity", false, "*IDN? names another instrument")           \
	X("stuck-reading", false, "the same reading for ever")                 \
	X("wrong-channel-count", false, "one channel less than configured")    \
	X("slow-drain", false, "buffers are delivered slowly")

struct kind {
	const char *name;
	bool once;
	const char *help;
};

static const struct kind kinds[] = {
#define KIND(name, once, help) { name, once, help },
	FAULT_LIST(KIND)
#undef KIND
};

#define KINDS (sizeof(kinds) / sizeof(kinds[0]))

const char *const *twin_fault_names(void)
{
	static const char *const names[] = {
#define NAME(name, once, help) name,
		FAULT_LIST(NAME)
#undef NAME
			NULL
	};
	return names;
}

static const struct kind *kind_find(const char *name)
{
	for (size_t i = 0; i < KINDS; i++)
		if (strcmp(kinds[i].name, name) == 0)
			return &kinds[i];
	return NULL;
}

const char *twin_fault_help(const char *name)
{
	const struct kind *kind = kind_find(name);
	return kind ? kind->help : NULL;
}

/* Splits NAME[:TARGET][@N]; false if it has not that form. */
static bool text_split(const char *text, struct twin_fault *out)
{
	memset(out, 0, sizeof(*out));
	size_t len = strcspn(text, "@"), name = strcspn(text, ":@");
	if (name >= sizeof(out->name))
		return false;
	memcpy(out->name, text, name);
	if (text[name] == ':') {
		size_t target = len - name - 1;
		if (target == 0 || target >= sizeof(out->target))
			return false;
		memcpy(out->target, text + name + 1, target);
	}
	if (text[len] != '@')
		return true;
	const char *number = text + len + 1;
	if (*number < '0' || *number > '9' || strlen(number) > 9)
		return false;
	char *end;
	out->after = strtoul(number, &end, 10);
	return *end == '\0';
}

static void fault_drop(struct twin_fault_set *set, unsigned i)
{
	set->fault[i] = set->fault[--set->count];
}

/* "" = all */
static void faults_remove(struct twin_fault_set *set, const char *name)
{
	for (unsigned i = set->count; i-- > 0;)
		if (!*name || strcmp(set->fault[i].name, name) == 0)
			fault_drop(set, i);
}

/* "" = every server. A target that nobody answers to would be a fault that
 * never shows, and a test of it one that cannot fail. */
static bool target_known(const char *target)
{
	static const char *const targets[] = {
		"", "controller", "laser", "attenuator", "power_meter",
		"amplifier",
	};
	for (size_t i = 0; i < sizeof(targets) / sizeof(targets[0]); i++)
		if (strcmp(targets[i], target) == 0)
			return true;
	return false;
}

int twin_faults_add(struct twin_fault_set *set, const char *text)
{
	struct twin_fault fault;
	if (!text_split(text, &fault))
		return -EINVAL;
	if (strcmp(fault.name, "clear") == 0) {
		if (*fault.target && !kind_find(fault.target))
			return -EINVAL;
		faults_remove(set, fault.target);
		return 0;
	}
	if (!kind_find(fault.name) || !target_known(fault.target))
		return -EINVAL;
	if (set->count == TWIN_FAULTS_MAX)
		return -ENOSPC;
	set->fault[set->count++] = fault;
	return 0;
}

bool twin_faults_has(const struct twin_fault_set *set, const char *name)
{
	for (unsigned i = 0; i < set->count; i++)
		if (strcmp(set->fault[i].name, name) == 0)
			return true;
	return false;
}

bool twin_faults_take(struct twin_fault_set *set, const char *name,
		      const char *target)
{
	for (unsigned i = 0; i < set->count; i++) {
		struct twin_fault *fault = &set->fault[i];
		if (strcmp(fault->name, name) != 0 ||
		    (*fault->target && strcmp(fault->target, target) != 0))
			continue;
		if (fault->after > 0) {
			fault->after--;
			continue;
		}
		if (kind_find(name)->once)
			fault_drop(set, i);
		return true;
	}
	return false;
}
