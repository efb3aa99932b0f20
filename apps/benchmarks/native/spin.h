/*
 * The spin of this project's own primitives (packages/atomics/src/spin.ts), in C: a few early looks, then seldom ones, and a
 * budget that each thread learns. With -DSPINS a contender spins like this before it sleeps; without, it never spins.
 */
#pragma once
#include <linux/futex.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <unistd.h>
#include "waits.h"

#define EARLY_LOOKS 3
#define EARLY_PAUSE_NS 100
#define MOST_LOOKS 6
#define FEWEST_LOOKS 2
#define FIRST_PAUSE_NS 2400
#define LONGEST_PAUSE_NS 9600
#define PROBE_EVERY 32

static _Thread_local int budget = MOST_LOOKS, spins;

static inline void relax(void) {
#if defined(__x86_64__) || defined(__i386__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("yield");
#endif
}

static inline void pause_for(uint64_t ns) {
  for (uint64_t until = now_ns() + ns; now_ns() < until;)
    for (int i = 0; i < 8; i++) relax();
}

/* Looks until a look succeeds, or it does not pay; returns whether one did. */
static inline int spin_until(int (*look)(void *), void *at) {
  for (int i = 0; i < EARLY_LOOKS; i++) {
    pause_for(EARLY_PAUSE_NS);
    if (look(at)) return 1;
  }
  int looks = ++spins % PROBE_EVERY == 0 ? MOST_LOOKS : budget;
  uint64_t ns = FIRST_PAUSE_NS;
  for (int i = 0; i < looks; i++) {
    pause_for(ns);
    if (look(at)) {
      if (budget < MOST_LOOKS) budget++;
      return 1;
    }
    ns = ns * 2 > LONGEST_PAUSE_NS ? LONGEST_PAUSE_NS : ns * 2;
  }
  budget = budget * 3 / 4 < FEWEST_LOOKS ? FEWEST_LOOKS : budget * 3 / 4;
  return 0;
}

/* A word that threads wait on until it is another: they spin, then sleep. Nobody asleep, no system call to wake. */
typedef struct {
  _Alignas(64) uint32_t word;
  uint32_t sleepers;
} spot_t;

typedef struct {
  spot_t *spot;
  uint32_t seen;
} change_t;

static inline uint32_t spot_read(spot_t *spot) { return __atomic_load_n(&spot->word, __ATOMIC_SEQ_CST); }

static int has_changed(void *change) {
  return spot_read(((change_t *)change)->spot) != ((change_t *)change)->seen;
}

static inline void spot_await_change(spot_t *spot, uint32_t seen) {
  change_t change = {spot, seen};
  if (has_changed(&change) || spin_until(has_changed, &change)) return;
  __atomic_fetch_add(&spot->sleepers, 1, __ATOMIC_SEQ_CST);
  while (!has_changed(&change)) syscall(SYS_futex, &spot->word, FUTEX_WAIT_PRIVATE, seen, NULL, NULL, 0);
  __atomic_fetch_sub(&spot->sleepers, 1, __ATOMIC_SEQ_CST);
}

/* To be called after a change. */
static inline void spot_wake(spot_t *spot, int most) {
  if (__atomic_load_n(&spot->sleepers, __ATOMIC_SEQ_CST)) syscall(SYS_futex, &spot->word, FUTEX_WAKE_PRIVATE, most, NULL, NULL, 0);
}
