/*
 * Several threads read four shared words, and one section in so many writes them. The program that includes this defines
 * how both sides are entered and left.
 */
#pragma once
#include "harness.h"

static inline void read_begin(void);
static inline void read_end(void);
static inline void write_begin(void);
static inline void write_end(void);

static void sections(result_t *result, uint32_t every) {
  volatile uint32_t *word = section.word;
  uint64_t count = 0;
  uint32_t writes = 0, torn = 0;
  for (uint32_t left = every; !stopped(); count++) {
    if (--left == 0) {
      left = every;
      write_begin();
      for (int i = 0; i < 4; i++) word[i]++;
      write_end();
      writes++;
    } else {
      read_begin();
      uint32_t first = word[0];
      torn |= first + word[1] + word[2] + word[3] - 4 * first;
      read_end();
    }
  }
  __atomic_fetch_add(&section.writes, writes, __ATOMIC_SEQ_CST);
  __atomic_fetch_or(&section.torn, torn, __ATOMIC_SEQ_CST);
  result->operations = count;
}

static void reads_100(result_t *result, uint32_t me) {
  (void)me;
  sections(result, UINT32_MAX);
}
static void reads_90(result_t *result, uint32_t me) {
  (void)me;
  sections(result, 10);
}
static void reads_50(result_t *result, uint32_t me) {
  (void)me;
  sections(result, 2);
}

static int nothing_torn(uint64_t operations) {
  for (int i = 0; i < 4; i++)
    if (section.word[i] != section.writes) return 0;
  return operations > 0 && !section.torn;
}

#define READ_WRITE_WORKS                           \
  {"reads-100", reads_100, 0, NULL, nothing_torn}, \
  {"reads-90", reads_90, 0, NULL, nothing_torn},   \
  {"reads-50", reads_50, 0, NULL, nothing_torn}
