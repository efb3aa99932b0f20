/* Work of a known length: a dependent integer loop whose result is kept, calibrated alone before the threads start. */
#pragma once
#include "waits.h"

static inline uint32_t work(uint32_t state, uint64_t turns) {
  for (uint64_t i = 0; i < turns; i++) {
    state = state * 1664525u + 1013904223u;
    __asm__ volatile("" : "+r"(state)); /* keeps the compiler from solving the recurrence */
  }
  return state;
}

/* The best of many short runs: other load can only make a run longer. */
static double work_ns(uint64_t turns, int calls, int trials) {
  double best = 1e18;
  uint32_t state = 1;
  for (int trial = 0; trial < trials; trial++) {
    uint64_t start = now_ns();
    for (int call = 0; call < calls; call++) state = work(state, turns);
    double each = (double)(now_ns() - start) / calls;
    if (each < best) best = each;
  }
  __asm__ volatile("" : : "r"(state));
  return best;
}

static uint64_t turns_for(double ns) {
  if (ns <= 0) return 0;
  double each = work_ns(20000, 1, 50) / 20000;
  double turns = ns / each;
  return turns < 1 ? 1 : (uint64_t)(turns + 0.5);
}
