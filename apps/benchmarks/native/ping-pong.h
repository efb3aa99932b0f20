/*
 * Two blocked threads wake each other by two signals, one for each. The program that includes this defines what a signal
 * is. A step is one wake-up, so both threads' count.
 */
#pragma once
#include "harness.h"

/* Waits for a signal of one's own, and takes it. */
static inline void take(int signal);
/* Gives the other's. */
static inline void give(int signal);

static void ping_pong(result_t *result, uint32_t me) {
  uint64_t count = 0;
  result->first = now_ns();
  if (me == 1) {
    for (;; count++) {
      int ended = stopped();
      if (ended) section.word[3] = 1; /* read by the other after it took its signal */
      give(1);
      if (ended) break;
      take(0);
    }
  } else {
    for (;; count++) {
      take(1);
      if (section.word[3]) break;
      give(0);
    }
  }
  result->last = now_ns();
  result->operations = count;
}
