/* A barrier in C: pthread_barrier_t; with -DSPINS a count and a generation that threads spin on before they sleep. */
#include "harness.h"
#include "idle.h"

#if defined(SPINS)
#include "spin.h"

typedef struct {
  _Alignas(64) uint32_t arrived;
  uint32_t parties;
  spot_t generation;
} barrier_t;

static void barrier_init(barrier_t *barrier, unsigned parties) {
  memset(barrier, 0, sizeof *barrier);
  barrier->parties = parties;
}

static inline void barrier_wait(barrier_t *barrier) {
  uint32_t mine = spot_read(&barrier->generation);
  if (__atomic_add_fetch(&barrier->arrived, 1, __ATOMIC_SEQ_CST) < barrier->parties) {
    spot_await_change(&barrier->generation, mine);
    return;
  }
  barrier->arrived = 0; /* nobody else comes before the generation has changed */
  __atomic_fetch_add(&barrier->generation.word, 1, __ATOMIC_SEQ_CST);
  spot_wake(&barrier->generation, INT32_MAX);
}

#else

typedef struct {
  _Alignas(64) pthread_barrier_t barrier;
} barrier_t;

static void barrier_init(barrier_t *barrier, unsigned parties) { pthread_barrier_init(&barrier->barrier, NULL, parties); }
static inline void barrier_wait(barrier_t *barrier) { pthread_barrier_wait(&barrier->barrier); }
#endif

#define BETWEEN_LOOKS 64 /* a look at another's count steals its cache line */

static barrier_t barrier;

/*
 * An operation is one generation. The first thread says before it arrives which is the last. Now and then a thread looks
 * whether the next one has arrived, too: it may be in the generation after this one, but no further.
 */
static void generations(result_t *result, uint32_t me) {
  uint64_t *other = &results[me % (uint32_t)task.threads].operations;
  uint32_t generation = 1;
  result->first = now_ns();
  for (;; generation++) {
    if (me == 1 && stopped()) section.word[3] = generation;
    __atomic_store_n(&result->operations, generation, __ATOMIC_RELAXED);
    barrier_wait(&barrier);
    if (section.word[3] == generation) break;
    if (generation % BETWEEN_LOOKS == 0 && __atomic_load_n(other, __ATOMIC_RELAXED) - generation > 1) section.word[2] = 1;
  }
  result->last = now_ns();
}

static int stayed_together(uint64_t operations) { return operations > 0 && !section.word[2]; }

static void keep_shut(void (*during)(void)) {
  during();
  barrier_wait(&barrier);
}

static void pass(void) { barrier_wait(&barrier); }

static void make(void) { barrier_init(&barrier, (unsigned)task.threads); }

static const work_t works[] = {
  {"barrier", generations, OWN_TIME | TOGETHER, make, stayed_together},
  {"idle", idle, IDLES, make, NULL},
};

int main(void) { return serve(works, sizeof works / sizeof *works); }
