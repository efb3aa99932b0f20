/*
 * A contender in C. Reads `run <contender> <work> <threads> <private ns> <section ns> <ms>` lines, answers each with
 * one JSON line. The threads of a round are parked between rounds; the main thread only keeps the time, so that the
 * process always has a second thread and glibc takes none of its shortcuts for single-threaded programs.
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <unistd.h>
#include <sys/resource.h>
#include <gnu/libc-version.h>
#include "locks.h"
#include "waits.h"
#include "work.h"

#define MOST_THREADS 64
typedef enum { UNCONTENDED, CONTENDED, HANDOVER, IDLE, COUNTER } kind_t;

/* What the section touches: four words, the last owner, the changes of owner; a line of its own. */
static struct {
  _Alignas(64) uint32_t word[4];
  uint32_t owner, handovers;
} section;
static _Alignas(64) lock_t locks[3];
static _Alignas(64) int stop;
static _Alignas(64) int holding;
static _Alignas(64) uint32_t counter;

typedef struct {
  _Alignas(64) uint64_t operations;
  uint64_t handovers, first, last;
  waits_t waits;
} result_t;
static result_t results[MOST_THREADS];

static struct {
  kind_t kind;
  int threads;
  uint64_t private_turns, section_turns;
} task;
static pthread_barrier_t begin, end;
static int alive;

static int stopped(void) { return __atomic_load_n(&stop, __ATOMIC_RELAXED); }

static void uncontended(result_t *result) {
  while (!stopped()) {
    for (int i = 0; i < 1000; i++) {
      lock_acquire(&locks[0]);
      lock_release(&locks[0]);
    }
    result->operations += 1000;
  }
}

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
    section.word[0]++;
    section.word[1]++;
    section.word[2]++;
    section.word[3]++;
    if (section.owner != me) {
      section.owner = me;
      section.handovers++;
    }
    if (section_turns) state = work(state, section_turns);
    lock_release(&locks[0]);
    if (private_turns) state = work(state, private_turns);
    count++;
  }
  uint64_t last = now_ns() - block;
  result->waits.longest = last > longest ? last : longest;
  result->operations = count;
  __asm__ volatile("" : : "r"(state));
}

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

static void idle(uint32_t me) {
  if (me == 1) {
    lock_acquire(&locks[0]);
    __atomic_store_n(&holding, 1, __ATOMIC_SEQ_CST);
    while (!stopped()) usleep(50000);
  } else {
    while (!__atomic_load_n(&holding, __ATOMIC_SEQ_CST)) usleep(1000);
    lock_acquire(&locks[0]);
  }
  lock_release(&locks[0]);
}

static void count_up(result_t *result) {
  while (!stopped()) {
    for (int i = 0; i < 1000; i++) __atomic_fetch_add(&counter, 1, __ATOMIC_SEQ_CST);
    result->operations += 1000;
  }
}

static void *thread_main(void *argument) {
  uint32_t me = (uint32_t)(uintptr_t)argument;
  for (;;) {
    pthread_barrier_wait(&begin);
    result_t *result = &results[me - 1];
    memset(result, 0, sizeof *result);
    switch (task.kind) {
      case UNCONTENDED: uncontended(result); break;
      case CONTENDED: contended(result, me); break;
      case HANDOVER: handover(result, me); break;
      case IDLE: idle(me); break;
      case COUNTER: count_up(result); break;
    }
    pthread_barrier_wait(&end);
  }
  return NULL;
}

static double cpu_seconds(void) {
  struct rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
         (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

static void answer(double seconds, double cpu, double private_ns, double section_ns, int exact) {
  static waits_t all;
  memset(&all, 0, sizeof all);
  uint64_t operations = 0, samples = 0;
  printf("{\"counts\":[");
  for (int i = 0; i < task.threads; i++) {
    operations += results[i].operations;
    for (int b = 0; b < BUCKETS; b++) all.count[b] += results[i].waits.count[b];
    if (results[i].waits.longest > all.longest) all.longest = results[i].waits.longest;
    printf("%s%llu", i ? "," : "", (unsigned long long)results[i].operations);
  }
  for (int b = 0; b < BUCKETS; b++) samples += all.count[b];
  printf("],\"operations\":%llu,\"seconds\":%.9f,\"cpuSeconds\":%.9f,\"privateNs\":%.1f,\"sectionNs\":%.1f,\"exact\":%s",
         (unsigned long long)operations, seconds, cpu, private_ns, section_ns, exact ? "true" : "false");
  if (task.kind == CONTENDED)
    printf(",\"handovers\":%u,\"waits\":{\"p50\":%.1f,\"p99\":%.1f,\"p999\":%.1f,\"max\":%llu}", section.handovers,
           percentile(&all, 0.5), percentile(&all, 0.99), percentile(&all, 0.999), (unsigned long long)all.longest);
  if (task.kind == IDLE) printf(",\"waiters\":%d", task.threads - 1);
  printf("}\n");
  fflush(stdout);
}

static void round_of(int ms, double private_ns, double section_ns) {
  memset(&section, 0, sizeof section);
  holding = 0;
  counter = 0;
  __atomic_store_n(&stop, 0, __ATOMIC_SEQ_CST);
  double cpu = cpu_seconds();
  uint64_t start = now_ns();
  pthread_barrier_wait(&begin);
  if (task.kind == IDLE) {
    usleep(300000); /* until everybody sleeps */
    cpu = cpu_seconds();
    start = now_ns();
  }
  usleep((useconds_t)ms * 1000);
  double idle_cpu = cpu_seconds() - cpu;
  uint64_t stopped_at = now_ns();
  __atomic_store_n(&stop, 1, __ATOMIC_SEQ_CST);
  pthread_barrier_wait(&end);
  double used = task.kind == IDLE ? idle_cpu : cpu_seconds() - cpu;
  double seconds = (double)(stopped_at - start) / 1e9;
  uint32_t operations = 0;
  for (int i = 0; i < task.threads; i++) operations += (uint32_t)results[i].operations;
  int exact = 1;
  if (task.kind == CONTENDED)
    for (int i = 0; i < 4; i++) exact = exact && section.word[i] == operations;
  if (task.kind == COUNTER) exact = counter == operations;
  if (task.kind == HANDOVER) seconds = (double)(results[0].last - results[0].first) / 1e9;
  answer(seconds, used, private_ns, section_ns, exact);
}

static int kind_of(const char *name, kind_t *kind) {
  static const struct { const char *name; kind_t kind; } kinds[] = {
    {"uncontended", UNCONTENDED}, {"contended", CONTENDED}, {"handover", HANDOVER}, {"idle", IDLE}, {"counter", COUNTER},
  };
  for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
    if (strcmp(kinds[i].name, name) == 0) {
      *kind = kinds[i].kind;
      return 1;
    }
  return 0;
}

int main(void) {
  char line[512], contender[64], name[64];
  int threads, ms;
  double wanted_private, wanted_section;
  static double private_ns, section_ns;
  printf("{\"ready\":true,\"version\":\"glibc %s\"}\n", gnu_get_libc_version());
  fflush(stdout);
  for (int i = 0; i < 3; i++) lock_init(&locks[i]);
  while (fgets(line, sizeof line, stdin)) {
    kind_t kind;
    if (sscanf(line, "run %63s %63s %d %lf %lf %d", contender, name, &threads, &wanted_private, &wanted_section, &ms) != 6 ||
        !kind_of(name, &kind) || threads < 1 || threads > MOST_THREADS || (alive && threads != alive)) {
      printf("{\"error\":\"not understood\"}\n");
      fflush(stdout);
      continue;
    }
    if (!alive) { /* one row per process: threads and calibration are made once, the latter alone */
      task.private_turns = turns_for(wanted_private);
      task.section_turns = turns_for(wanted_section);
      private_ns = task.private_turns ? work_ns(task.private_turns, 100, 20) : 0;
      section_ns = task.section_turns ? work_ns(task.section_turns, wanted_section > 1e5 ? 1 : 10, 20) : 0;
      task.threads = alive = threads;
      pthread_barrier_init(&begin, NULL, (unsigned)threads + 1);
      pthread_barrier_init(&end, NULL, (unsigned)threads + 1);
      for (int i = 0; i < threads; i++) {
        pthread_t thread;
        pthread_create(&thread, NULL, thread_main, (void *)(uintptr_t)(i + 1));
      }
    }
    task.kind = kind;
    round_of(ms, private_ns, section_ns);
  }
  return 0;
}
