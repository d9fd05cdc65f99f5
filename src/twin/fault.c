/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of faults, and which of them are active. */
#include "twin/fault.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/quantity.h"
#include "base/yaml.h"

/* Who shows a fault: bits, PHYSICS alone takes no target. */
enum {
	PHYSICS = 1,
	CONTROLLER = 2,
	ANALYZER = 4, /* of power */
	LAB = 8,      /* every instrument, that one included */
	WIRES = CONTROLLER | LAB,
	CLOCKS = CONTROLLER | ANALYZER,
};

/* Name, who shows it, whether it strikes once (else stays until cleared), what
 * it does. */
#define FAULT_LIST(X)                                                          \
	X("rail-adc", PHYSICS, false,                                          \
	  "The received level is doubled, so the top symbol is at the rail.")  \
	X("swap-lanes", PHYSICS, false,                                        \
	  "The receivers of the first two lanes are exchanged.")               \
	X("slip-slot", PHYSICS, false, "All light arrives one slot late.")     \
	X("same-code", PHYSICS, false,                                         \
	  "The driver of lane 1 sends the pattern of lane 0.")                 \
	X("drift", PHYSICS, false,                                             \
	  "The received level falls by 3 dB per hour of bench time.")          \
	X("drift-burst", PHYSICS, false,                                       \
	  "The received level falls by 0.002 dB a burst.")                     \
	X("lock-loss", PHYSICS, true,                                          \
	  "Lock is lost at some pass of the next burst.")                      \
	X("dark-stale", PHYSICS, false,                                        \
	  "The baseline moves by 2 LSB when the source gate opens.")           \
	X("wrong-wavelength", PHYSICS, false,                                  \
	  "The first laser emits 0.8 nm above the wavelength that it says.")   \
	X("restart", CONTROLLER, true,                                         \
	  "The controller restarts: its connections drop, its settings and "   \
	  "its clock start anew.")                                             \
	X("lost-samples", CONTROLLER, true,                                    \
	  "The last quarter of a burst is lost, and lost_count says so.")      \
	X("lost-silently", CONTROLLER, true,                                   \
	  "The last quarter of a burst is lost without notice.")               \
	X("duplicate-time", CLOCKS, true,                                      \
	  "An event, or a reading of the power analyzer, comes twice.")        \
	X("missing-time", CLOCKS, true,                                        \
	  "An event is missing; the power analyzer has no time of "            \
	  "integration.")                                                      \
	X("time-disorder", CONTROLLER, true,                                   \
	  "Two events have each other's time stamp.")                          \
	X("silence", WIRES, false, "No reply comes at all.")                   \
	X("late-reply", WIRES, true,                                           \
	  "The reply comes after the client's deadline.")                      \
	X("half-reply", WIRES, true, "The reply stops half-way.")              \
	X("garbage", WIRES, true, "Bytes come that are no reply.")             \
	X("close", WIRES, true,                                                \
	  "The connection is closed instead of a reply.")                      \
	X("reset", WIRES, true,                                                \
	  "The connection is reset (TCP RST) instead of a reply.")             \
	X("port-closed", WIRES, false,                                         \
	  "Connections end and the TCP port refuses new ones.")                \
	X("hang-up", LAB, false,                                               \
	  "The pseudo-terminal hangs up; a new one comes when cleared.")       \
	X("error-queue", WIRES, true,                                          \
	  "A setting is refused, with an entry in the error queue.")           \
	X("queue-full", LAB, true,                                             \
	  "The error queue is full, its last entry says so.")                  \
	X("sentinel", WIRES, false,                                            \
	  "9.91E37 comes instead of a reading, the lowest code instead of a "  \
	  "sample.")                                                           \
	X("wrong-identity", WIRES, false,                                      \
	  "*IDN?, or the context, names another maker and model.")             \
	X("stuck-reading", WIRES, false,                                       \
	  "The same reading comes for ever; all samples of a burst are "       \
	  "equal.")                                                            \
	X("wrong-channel-count", CONTROLLER, false,                            \
	  "Samples come with one channel less than were enabled.")             \
	X("slow-drain", WIRES, false,                                          \
	  "Samples, and the replies of instruments, come slowly.")

struct kind {
	const char *name;
	unsigned who;
	bool once;
	const char *help;
};

static const struct kind kinds[] = {
#define KIND(name, who, once, help) { name, who, once, help },
	FAULT_LIST(KIND)
#undef KIND
};

#define KINDS (sizeof(kinds) / sizeof(kinds[0]))

const char *const *twin_fault_names(void)
{
	static const char *const names[] = {
#define NAME(name, who, once, help) name,
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

bool twin_fault_is_once(const char *name)
{
	const struct kind *kind = kind_find(name);
	return kind && kind->once;
}

/* "20" exchanges, or "12.5s" of the bench's clock. */
static bool when_read(const char *text, struct twin_fault *out)
{
	if (text[strspn(text, "0123456789")] == '\0' && *text &&
	    strlen(text) <= 9) {
		out->after = strtoul(text, NULL, 10);
		return true;
	}
	double seconds;
	struct err e = { 0 };
	if (!isdigit((unsigned char)*text) ||
	    quantity_parse(text, UNIT_S, &seconds, &e) || seconds > 9e9)
		return false;
	out->from_ns = (int64_t)(seconds * 1e9 + 0.5);
	return true;
}

/* Splits NAME[:TARGET][@WHEN]; false if it has not that form. */
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
	return text[len] != '@' || when_read(text + len + 1, out);
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

static const char *const targets[] = {
	"controller",	 "laser",  "attenuator",  "power_meter",
	"amplifier",	 "spectrum_analyzer", "power_analyzer",
	"supply",	 "thermometer", NULL,
};

/* Whether a target ("" = all) shows this. One that nobody shows would be a
 * fault that is never seen, and a test of it one that cannot fail. */
static bool target_shows(const struct kind *kind, const char *target)
{
	if (!*target)
		return true;
	if (strcmp(target, "controller") == 0)
		return kind->who & CONTROLLER;
	if (strcmp(target, "power_analyzer") == 0)
		return kind->who & (ANALYZER | LAB);
	for (size_t i = 0; targets[i]; i++)
		if (strcmp(targets[i], target) == 0)
			return kind->who & LAB;
	return false;
}

int twin_faults_add(struct twin_fault_set *set, const char *text)
{
	struct twin_fault fault;
	if (!text_split(text, &fault))
		return -EINVAL;
	if (strcmp(fault.name, "clear") == 0) {
		if ((*fault.target && !kind_find(fault.target)) ||
		    strchr(text, '@'))
			return -EINVAL;
		faults_remove(set, fault.target);
		return 0;
	}
	const struct kind *kind = kind_find(fault.name);
	if (!kind || !target_shows(kind, fault.target))
		return -EINVAL;
	if (set->count == TWIN_FAULTS_MAX)
		return -ENOSPC;
	if (set->now_ns && fault.from_ns < *set->now_ns)
		fault.from_ns = *set->now_ns;
	fault.from_burst = set->burst + fault.after;
	set->fault[set->count++] = fault;
	return 0;
}

const char *twin_fault_problem(const char *text, char *buf, size_t size)
{
	struct twin_fault fault;
	if (!text_split(text, &fault)) {
		snprintf(buf, size,
			 "\"%s\" is not a fault: expected "
			 "NAME[:TARGET][@WHEN], WHEN being a number of "
			 "exchanges or a time such as 12.5s",
			 text);
		return buf;
	}
	const struct kind *kind = kind_find(fault.name);
	const char *near = yaml_nearest(kind ? fault.target : fault.name,
					kind ? targets : twin_fault_names());
	const char *hint[] = { near ? "; did you mean \"" : "",
			       near ? near : "", near ? "\"?" : "" };
	if (!kind)
		snprintf(buf, size, "\"%s\" is not a fault%s%s%s "
			 "(--list-faults has the names)",
			 fault.name, hint[0], hint[1], hint[2]);
	else if (kind->who == PHYSICS)
		snprintf(buf, size, "%s is not a fault of one instrument: it "
			 "takes no target",
			 kind->name);
	else
		snprintf(buf, size, "%s is not a fault that \"%s\" shows%s%s%s",
			 kind->name, fault.target, hint[0], hint[1], hint[2]);
	return buf;
}

static bool is_active(const struct twin_fault_set *set,
		      const struct twin_fault *fault)
{
	return fault->after == 0 &&
	       fault->from_ns <= (set->now_ns ? *set->now_ns : 0);
}

const struct twin_fault *twin_faults_get(const struct twin_fault_set *set,
					 const char *name)
{
	for (unsigned i = 0; i < set->count; i++)
		if (strcmp(set->fault[i].name, name) == 0 &&
		    is_active(set, &set->fault[i]))
			return &set->fault[i];
	return NULL;
}

bool twin_faults_has(const struct twin_fault_set *set, const char *name)
{
	return twin_faults_get(set, name) != NULL;
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
		if (!is_active(set, fault))
			continue;
		if (kind_find(name)->once)
			fault_drop(set, i);
		return true;
	}
	return false;
}

/* Those that strike once count where they are taken. */
void twin_faults_burst(struct twin_fault_set *set)
{
	set->burst++;
	for (unsigned i = 0; i < set->count; i++) {
		struct twin_fault *fault = &set->fault[i];
		const struct kind *kind = kind_find(fault->name);
		if (kind->who != PHYSICS || kind->once || fault->after == 0)
			continue;
		if (--fault->after == 0 && set->now_ns &&
		    fault->from_ns < *set->now_ns)
			fault->from_ns = *set->now_ns;
	}
}
