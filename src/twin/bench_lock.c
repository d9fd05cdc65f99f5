/* SPDX-License-Identifier: GPL-3.0-or-later */
/* When lock is lost and regained. */
#include "twin/bench_lock.h"

#include <errno.h>
#include <math.h>

#include "twin/bench_private.h"
#include "twin/exact.h"

/* Places in the stream of lock draws: pass number of the address. */
enum { DRAW_FAULT, DRAW_RELOCK, DRAW_LOSS };

static struct twin_rng stream(const struct twin_bench *bench)
{
	return twin_rng_make(bench->seed, TWIN_SOURCE_LOCK);
}

static int64_t after_ns(int64_t from_ns, double seconds)
{
	double ns = seconds * 1e9;
	if (!(ns < (double)(TWIN_NEVER_NS - from_ns) / 2))
		return TWIN_NEVER_NS;
	return from_ns + (int64_t)ns + 1;
}

static void loss_draw(struct twin_bench *bench, int64_t from_ns)
{
	double mtbf = bench->config.lock.mtbf_s;
	bench->servo.loss_at_ns = TWIN_NEVER_NS;
	if (mtbf <= 0 || bench->config.noise_off & 1u << TWIN_SOURCE_LOCK)
		return;
	struct twin_rng rng = stream(bench);
	struct twin_rng_at at = { bench->servo.losses, DRAW_LOSS, 0 };
	bench->servo.loss_at_ns = after_ns(
		from_ns, -mtbf * twin_log(twin_rng_uniform(&rng, at, 0)));
}

static void relock_begin(struct twin_bench *bench, int64_t at_ns)
{
	struct twin_rng rng = stream(bench);
	struct twin_rng_at at = { bench->servo.relocks++, DRAW_RELOCK, 0 };
	double z = twin_rng_normal_one(&rng, at);
	double seconds = bench->config.lock.relock_s *
			 twin_exp(bench->config.lock.relock_sigma * z);
	bench_event_at(bench, TWIN_EVENT_RELOCK, 0, at_ns);
	bench->servo.relock_at_ns = after_ns(at_ns, seconds);
}

static void lose(struct twin_bench *bench, int64_t at_ns)
{
	bench->locked = false;
	bench->servo.losses++;
	bench->servo.loss_at_ns = TWIN_NEVER_NS;
	bench_event_at(bench, TWIN_EVENT_LOCK_LOST, 0, at_ns);
	bench_note(bench, false, "lock lost at %.9f s", 1e-9 * (double)at_ns);
	if (bench->frame.auto_relock)
		relock_begin(bench, at_ns);
}

static void regain(struct twin_bench *bench, int64_t at_ns)
{
	bench->locked = true;
	bench->servo.relock_at_ns = TWIN_NEVER_NS;
	bench_event_at(bench, TWIN_EVENT_RELOCKED, 0, at_ns);
	loss_draw(bench, at_ns);
}

void bench_lock_start(struct twin_bench *bench)
{
	bench->locked = true;
	bench->servo.relock_at_ns = TWIN_NEVER_NS;
	loss_draw(bench, bench->now_ns);
}

void bench_lock_settle(struct twin_bench *bench)
{
	struct twin_lock *lock = &bench->servo;
	for (;;) {
		int64_t next = bench->locked ? lock->loss_at_ns :
					       lock->relock_at_ns;
		if (next > bench->now_ns)
			return;
		if (bench->locked)
			lose(bench, next);
		else
			regain(bench, next);
	}
}

void bench_lock_fail(struct twin_bench *bench, double within_s)
{
	struct twin_rng rng = stream(bench);
	struct twin_rng_at at = { bench->servo.losses, DRAW_FAULT, 0 };
	if (bench->locked)
		bench->servo.loss_at_ns = after_ns(
			bench->now_ns,
			within_s * twin_rng_uniform(&rng, at, 0));
}

double bench_lock_change_s(const struct twin_bench *bench)
{
	int64_t next = bench->locked ? bench->servo.loss_at_ns :
				       bench->servo.relock_at_ns;
	if (next == TWIN_NEVER_NS)
		return HUGE_VAL;
	return 1e-9 * (double)(next - bench->now_ns);
}

double bench_lock_left_s(const struct twin_bench *bench)
{
	return bench->locked ? bench_lock_change_s(bench) : 0;
}

bool twin_locked(struct twin_bench *bench)
{
	pthread_mutex_lock(&bench->lock);
	bool locked = bench->locked;
	pthread_mutex_unlock(&bench->lock);
	return locked;
}

int twin_relock(struct twin_bench *bench)
{
	int code = 0;
	pthread_mutex_lock(&bench->lock);
	if (bench->locked)
		code = -EINVAL;
	else if (bench->servo.relock_at_ns == TWIN_NEVER_NS)
		relock_begin(bench, bench->now_ns);
	pthread_mutex_unlock(&bench->lock);
	return code;
}
