/* A mutex or a semaphore in C, chosen by locks.h: free, contended, handed over, waited for. And an atomic counter. */
#include "harness.h"
#include "idle.h"
#include "locks.h"
#if defined(LOCK_SEMAPHORE)
#include "ping-pong.h"
#else
#include "read-write.h"
#endif

#define PERMITS 2 /* of a contended semaphore */

static _Alignas(64) lock_t locks[3];

static void uncontended(result_t *result, uint32_t me) {
  (void)me;
  REPEAT_UNTIL_STOPPED(result, (lock_acquire(&locks[0]), lock_release(&locks[0])))
}

#if defined(LOCK_SEMAPHORE)
/* Several at once: how many there are is counted, never more than there are permits. Returns what the work made. */
static inline uint32_t inside(uint32_t me, uint32_t state, uint64_t turns) {
  (void)me;
  if (__atomic_add_fetch(&section.word[0], 1, __ATOMIC_SEQ_CST) > PERMITS) section.word[1] = 1;
  if (turns) state = work(state, turns);
  __atomic_fetch_sub(&section.word[0], 1, __ATOMIC_SEQ_CST);
  return state;
}
#else
static inline uint32_t inside(uint32_t me, uint32_t state, uint64_t turns) {
  section.word[0]++;
  section.word[1]++;
  section.word[2]++;
  section.word[3]++;
  if (section.owner != me) {
    section.owner = me;
    section.handovers++;
  }
  return turns ? work(state, turns) : state;
}
#endif

static void contended(result_t *result, uint32_t me) {
  uint32_t state = me;
  uint64_t private_turns = task.private_turns, section_turns = task.section_turns, count = 0;
  int every = 1, left = 1;
  uint64_t block = now_ns(), longest = 0;
  while (!stopped()) {
    if (--left == 0) {
      uint64_t before = now_ns(), elapsed = before - block;
      if (elapsed > longest) longest = elapsed;
      every = next_interval(every, elapsed);
      lock_acquire(&locks[0]);
      result->waits.count[bucket_of(now_ns() - before)] += (uint64_t)every;
      block = before;
      left = every;
    } else {
      lock_acquire(&locks[0]);
    }
    state = inside(me, state, section_turns);
    lock_release(&locks[0]);
    if (private_turns) state = work(state, private_turns);
    count++;
  }
  uint64_t last = now_ns() - block;
  result->waits.longest = last > longest ? last : longest;
  result->operations = count;
  __asm__ volatile("" : : "r"(state));
}

static void keep_shut(void (*during)(void)) {
  lock_acquire(&locks[0]);
  during();
  lock_release(&locks[0]);
}

static void pass(void) {
  lock_acquire(&locks[0]);
  lock_release(&locks[0]);
}

static void make(unsigned permits) {
  for (int i = 0; i < 3; i++) lock_init(&locks[i], permits);
}

#if defined(LOCK_SEMAPHORE)
static inline void take(int signal) { lock_acquire(&locks[signal]); }
static inline void give(int signal) { lock_release(&locks[signal]); }

static void make_one(void) { make(1); }
static void make_some(void) { make(PERMITS); }
static void make_none(void) { make(0); }
static int never_overfull(uint64_t operations) { return operations > 0 && !section.word[1]; }

static const work_t works[] = {
  {"uncontended", uncontended, 0, make_one, NULL},
  {"permits", contended, SAMPLES, make_some, never_overfull},
  {"ping-pong", ping_pong, OWN_TIME | IN_TURNS, make_none, NULL},
  {"idle", idle, IDLES, make_one, NULL},
};
#else
/*
 * Strict alternation by locks alone: step s, of thread s % 2, releases lock r(s) = -s mod 3 and then waits for
 * r(s + 1), which the other holds until it got r(s). Nobody can overtake, so every step is one hand-over.
 */
static void handover(result_t *result, uint32_t me) {
  uint32_t count = 0;
  if (me == 1) {
    lock_acquire(&locks[0]);
    lock_acquire(&locks[1]);
    __atomic_fetch_add(&holding, 1, __ATOMIC_SEQ_CST);
  } else {
    lock_acquire(&locks[2]);
    __atomic_fetch_add(&holding, 1, __ATOMIC_SEQ_CST);
  }
  while (__atomic_load_n(&holding, __ATOMIC_SEQ_CST) < 2) usleep(10);
  uint32_t step = 0;
  if (me == 2) {
    lock_acquire(&locks[0]);
    step = 1;
  }
  result->first = now_ns();
  for (;; step += 2) {
    int last = me == 1 && stopped();
    if (last) section.word[3] = 1; /* read by the other after it got the lock */
    int ended = section.word[3] != 0;
    lock_release(&locks[(3 - step % 3) % 3]);
    if (ended) {
      lock_release(&locks[(3 - (step + 2) % 3) % 3]); /* the lock kept for the step after next */
      break;
    }
    lock_acquire(&locks[(3 - (step + 1) % 3) % 3]);
    count++;
  }
  result->last = now_ns();
  result->operations = count;
}

/* A lock that is kept for long, by a thread that sleeps. */
static void slow(result_t *result, uint32_t me) {
  (void)me;
  for (; !stopped(); result->operations++) {
    lock_acquire(&locks[0]);
    section.word[0]++;
    usleep(60000);
    section.word[1]++;
    lock_release(&locks[0]);
  }
}

static int two_add_up(uint64_t operations) { return section.word[0] == operations && section.word[1] == operations; }

/* It knows no readers. */
static inline void read_begin(void) { lock_acquire(&locks[0]); }
static inline void read_end(void) { lock_release(&locks[0]); }
static inline void write_begin(void) { lock_acquire(&locks[0]); }
static inline void write_end(void) { lock_release(&locks[0]); }

static int words_add_up(uint64_t operations) {
  for (int i = 0; i < 4; i++)
    if (section.word[i] != (uint32_t)operations) return 0;
  return 1;
}

static _Alignas(64) uint32_t counter;

static void count_up(result_t *result, uint32_t me) {
  (void)me;
  REPEAT_UNTIL_STOPPED(result, __atomic_fetch_add(&counter, 1, __ATOMIC_SEQ_CST))
}

static void count_from_zero(void) { counter = 0; }
static int counter_adds_up(uint64_t operations) { return counter == (uint32_t)operations; }

static const work_t works[] = {
  {"uncontended", uncontended, 0, NULL, NULL},
  {"contended", contended, SAMPLES, NULL, words_add_up},
  {"handover", handover, OWN_TIME, NULL, NULL},
  {"idle", idle, IDLES, NULL, NULL},
  {"counter", count_up, 0, count_from_zero, counter_adds_up},
  {"slow", slow, 0, NULL, two_add_up},
  READ_WRITE_WORKS,
};
#endif

int main(void) {
  make(1);
  return serve(works, sizeof works / sizeof *works);
}
