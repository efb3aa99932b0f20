/*
 * The lock under measurement, chosen at compile time so that the loops inline it:
 *   -DLOCK_DEFAULT   pthread mutex, default attributes
 *   -DLOCK_ADAPTIVE  pthread mutex, PTHREAD_MUTEX_ADAPTIVE_NP (spins before it sleeps)
 *   -DLOCK_SEMAPHORE sem_t; with -DSPINS it spins before it sleeps
 *   -DLOCK_FAIR      a ticket lock whose waiters sleep on a futex each, served in order
 */
#pragma once
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#if defined(LOCK_FAIR)
#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>

#define SLOTS 64 /* more than the threads that ever wait, so that a slot has one waiter */

/* A slot holds the last ticket it served, times two; the low bit says that its waiter sleeps. */
typedef struct {
  _Alignas(64) uint32_t next;
  _Alignas(64) uint32_t serving; /* the holder's own ticket; written by the holder alone */
  struct {
    _Alignas(64) uint32_t word;
  } slot[SLOTS];
} lock_t;

static void lock_init(lock_t *lock, unsigned permits) {
  (void)permits;
  memset(lock, 0, sizeof *lock);
  /* Ticket 0 may enter at once; every other slot holds a ticket long past. */
  for (uint32_t i = 1; i < SLOTS; i++) lock->slot[i].word = (i - SLOTS) << 1;
}

static inline void lock_acquire(lock_t *lock) {
  uint32_t ticket = __atomic_fetch_add(&lock->next, 1, __ATOMIC_RELAXED);
  uint32_t *word = &lock->slot[ticket % SLOTS].word;
  for (;;) {
    uint32_t seen = __atomic_load_n(word, __ATOMIC_ACQUIRE);
    if ((seen & ~1u) == ticket << 1) break;
    if (!(seen & 1u)) {
      if (!__atomic_compare_exchange_n(word, &seen, seen | 1u, 0, __ATOMIC_ACQUIRE, __ATOMIC_ACQUIRE)) continue;
      seen |= 1u;
    }
    syscall(SYS_futex, word, FUTEX_WAIT_PRIVATE, seen, NULL, NULL, 0);
  }
  lock->serving = ticket;
}

static inline void lock_release(lock_t *lock) {
  uint32_t ticket = lock->serving + 1;
  uint32_t *word = &lock->slot[ticket % SLOTS].word;
  uint32_t before = __atomic_exchange_n(word, ticket << 1, __ATOMIC_RELEASE);
  if (before & 1u) syscall(SYS_futex, word, FUTEX_WAKE_PRIVATE, 1, NULL, NULL, 0);
}

#elif defined(LOCK_SEMAPHORE)
#include <semaphore.h>
#if defined(SPINS)
#include "spin.h"
#endif

typedef struct {
  _Alignas(64) sem_t semaphore;
} lock_t;

static void lock_init(lock_t *lock, unsigned permits) { sem_init(&lock->semaphore, 0, permits); }

#if defined(SPINS)
static int has_permit(void *lock) { return sem_trywait(&((lock_t *)lock)->semaphore) == 0; }

static inline void lock_acquire(lock_t *lock) {
  if (has_permit(lock) || spin_until(has_permit, lock)) return;
  while (sem_wait(&lock->semaphore) != 0) continue;
}
#else
static inline void lock_acquire(lock_t *lock) {
  while (sem_wait(&lock->semaphore) != 0) continue; /* interrupted */
}
#endif
static inline void lock_release(lock_t *lock) { sem_post(&lock->semaphore); }

#else

typedef struct {
  _Alignas(64) pthread_mutex_t mutex;
} lock_t;

static void lock_init(lock_t *lock, unsigned permits) {
  (void)permits;
  pthread_mutexattr_t attributes;
  pthread_mutexattr_init(&attributes);
#if defined(LOCK_ADAPTIVE)
  pthread_mutexattr_settype(&attributes, PTHREAD_MUTEX_ADAPTIVE_NP);
#endif
  pthread_mutex_init(&lock->mutex, &attributes);
  pthread_mutexattr_destroy(&attributes);
}

static inline void lock_acquire(lock_t *lock) { pthread_mutex_lock(&lock->mutex); }
static inline void lock_release(lock_t *lock) { pthread_mutex_unlock(&lock->mutex); }

#endif
