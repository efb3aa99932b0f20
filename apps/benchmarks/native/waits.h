/*
 * Waiting times without a clock in the way: one acquisition in `every` is timed, and the time between two looks
 * bounds every wait in between. `every` shrinks where waits are long, so that the bound is tight where it matters.
 * The JavaScript, Java and Python programs do the same.
 */
#pragma once
#include <stdint.h>
#include <string.h>
#include <time.h>

#define SUB_BUCKETS 16
#define BUCKETS (SUB_BUCKETS * 40)
#define MOST_BETWEEN_LOOKS 256

typedef struct {
  uint64_t count[BUCKETS];
  uint64_t longest;
} waits_t;

static inline uint64_t now_ns(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (uint64_t)t.tv_sec * 1000000000ull + (uint64_t)t.tv_nsec;
}

static inline int bucket_of(uint64_t ns) {
  if (ns < SUB_BUCKETS) return (int)ns;
  int octave = 63 - __builtin_clzll(ns);
  int index = (octave - 3) * SUB_BUCKETS + (int)((ns >> (octave - 4)) & (SUB_BUCKETS - 1));
  return index < BUCKETS ? index : BUCKETS - 1;
}

static inline double bucket_value(int index) {
  if (index < SUB_BUCKETS) return index;
  int octave = index / SUB_BUCKETS + 3;
  return (double)(1ull << octave) + ((double)(index % SUB_BUCKETS) + 0.5) * (double)(1ull << (octave - 4));
}

static inline int next_interval(int every, uint64_t elapsed) {
  if (elapsed > 100000) return 1;
  if (elapsed > 16000) return every > 1 ? every / 2 : 1;
  return elapsed < 4000 && every < MOST_BETWEEN_LOOKS ? every * 2 : every;
}

static double percentile(const waits_t *waits, double share) {
  uint64_t total = 0, seen = 0;
  for (int i = 0; i < BUCKETS; i++) total += waits->count[i];
  for (int i = 0; i < BUCKETS; i++) {
    seen += waits->count[i];
    if (seen > 0 && (double)seen >= share * (double)total) return bucket_value(i);
  }
  return 0;
}
