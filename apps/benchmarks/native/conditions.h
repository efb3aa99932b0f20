/*
 * A mutex and a condition: those of pthreads; with -DSPINS both spin before they sleep, the condition on a count of
 * notifications. Whoever is woken looks again, as with every condition.
 */
#pragma once
#include <pthread.h>
#include <stdint.h>

#if defined(SPINS)
#include "spin.h"

typedef struct {
  _Alignas(64) pthread_mutex_t mutex;
  spot_t notified;
} condition_t;

static void condition_init(condition_t *condition) {
  memset(condition, 0, sizeof *condition);
  pthread_mutex_init(&condition->mutex, NULL);
}

static int takes_mutex(void *mutex) { return pthread_mutex_trylock(mutex) == 0; }

static inline void condition_acquire(condition_t *condition) {
  pthread_mutex_t *mutex = &condition->mutex;
  if (!takes_mutex(mutex) && !spin_until(takes_mutex, mutex)) pthread_mutex_lock(mutex);
}

static inline void condition_release(condition_t *condition) { pthread_mutex_unlock(&condition->mutex); }

static inline void condition_wait(condition_t *condition) {
  uint32_t seen = spot_read(&condition->notified);
  condition_release(condition);
  spot_await_change(&condition->notified, seen);
  condition_acquire(condition);
}

static inline void notify_at_most(condition_t *condition, int most) {
  __atomic_fetch_add(&condition->notified.word, 1, __ATOMIC_SEQ_CST);
  spot_wake(&condition->notified, most);
}

static inline void condition_notify(condition_t *condition) { notify_at_most(condition, 1); }
static inline void condition_notify_all(condition_t *condition) { notify_at_most(condition, INT32_MAX); }

#else

typedef struct {
  _Alignas(64) pthread_mutex_t mutex;
  pthread_cond_t condition;
} condition_t;

static void condition_init(condition_t *condition) {
  pthread_mutex_init(&condition->mutex, NULL);
  pthread_cond_init(&condition->condition, NULL);
}

static inline void condition_acquire(condition_t *condition) { pthread_mutex_lock(&condition->mutex); }
static inline void condition_release(condition_t *condition) { pthread_mutex_unlock(&condition->mutex); }
static inline void condition_wait(condition_t *condition) { pthread_cond_wait(&condition->condition, &condition->mutex); }
static inline void condition_notify(condition_t *condition) { pthread_cond_signal(&condition->condition); }
static inline void condition_notify_all(condition_t *condition) { pthread_cond_broadcast(&condition->condition); }
#endif
