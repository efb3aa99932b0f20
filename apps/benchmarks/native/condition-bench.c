/* A condition in C, of conditions.h: free, to and fro between two threads, between producers and consumers, waited for. */
#include "harness.h"
#include "conditions.h"
#include "idle.h"

#define LAST_TURN 3
#define CAPACITY 16

static condition_t condition;

/* Under the condition's lock. */
static struct {
  _Alignas(64) uint32_t turn;
  int open;
  uint32_t items, producing;
  uint64_t put, taken;
} shared;

static void make(void) {
  condition_init(&condition);
  memset(&shared, 0, sizeof shared);
  shared.producing = (uint32_t)(task.threads + 1) / 2;
}

static void notify(result_t *result, uint32_t me) {
  (void)me;
  condition_acquire(&condition);
  REPEAT_UNTIL_STOPPED(result, condition_notify(&condition))
  condition_release(&condition);
}

/* One lock, one word that says whose turn it is. Thread 1 begins and ends. */
static void turns(result_t *result, uint32_t me) {
  uint64_t count = 0;
  result->first = now_ns();
  condition_acquire(&condition);
  if (me == 1) shared.turn = 1;
  for (;;) {
    while (shared.turn != me && shared.turn != LAST_TURN) condition_wait(&condition);
    if (shared.turn == LAST_TURN) break;
    count++;
    shared.turn = me == 1 && stopped() ? LAST_TURN : 3 - me;
    condition_notify(&condition);
  }
  condition_release(&condition);
  result->last = now_ns();
  result->operations = count;
}

static void produce(void) {
  while (!stopped()) {
    condition_acquire(&condition);
    while (shared.items == CAPACITY) condition_wait(&condition);
    shared.items++;
    shared.put++;
    condition_notify(&condition);
    condition_release(&condition);
  }
  condition_acquire(&condition);
  if (--shared.producing == 0) condition_notify_all(&condition);
  condition_release(&condition);
}

static void consume(result_t *result) {
  uint64_t count = 0;
  condition_acquire(&condition);
  for (;; count++) {
    while (shared.items == 0 && shared.producing > 0) condition_wait(&condition);
    if (shared.items == 0) break;
    shared.items--;
    shared.taken++;
    condition_notify(&condition);
    condition_release(&condition);
    condition_acquire(&condition);
  }
  condition_release(&condition);
  result->operations = count;
}

/*
 * Odd threads put into a room for a few items, even ones take from it, by one condition and one notification each. There
 * is more room than threads, so that those who wait all wait for the same: no notification goes to the wrong side.
 */
static void producers(result_t *result, uint32_t me) {
  if (me % 2 == 1) produce();
  else consume(result);
}

static int nothing_lost(uint64_t operations) { return shared.put == operations && shared.taken == operations; }

static void keep_shut(void (*during)(void)) {
  during();
  condition_acquire(&condition);
  shared.open = 1;
  condition_notify_all(&condition);
  condition_release(&condition);
}

static void pass(void) {
  condition_acquire(&condition);
  while (!shared.open) condition_wait(&condition);
  condition_release(&condition);
}

static const work_t works[] = {
  {"notify", notify, 0, make, NULL},
  {"ping-pong", turns, OWN_TIME | IN_TURNS, make, NULL},
  {"producers", producers, 0, make, nothing_lost},
  {"idle", idle, IDLES, make, NULL},
};

int main(void) { return serve(works, sizeof works / sizeof *works); }
