/*
 * What a waiter costs: thread 1 keeps something shut for the round, and sleeps; the others wait to pass. The program that
 * includes this defines both for its primitive.
 */
#pragma once
#include "harness.h"

/* Has the others wait while `during` runs. */
static void keep_shut(void (*during)(void));
/* Waits for what thread 1 keeps shut. */
static void pass(void);

static void sleep_until_stopped(void) {
  __atomic_store_n(&holding, 1, __ATOMIC_SEQ_CST);
  while (!stopped()) usleep(50000);
}

static void idle(result_t *result, uint32_t me) {
  (void)result;
  if (me == 1) {
    keep_shut(sleep_until_stopped);
  } else {
    while (!__atomic_load_n(&holding, __ATOMIC_SEQ_CST)) usleep(1000);
    pass();
  }
}
