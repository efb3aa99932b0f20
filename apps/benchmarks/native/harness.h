/*
 * What all contenders in C share. Reads `run <contender> <work> <threads> <private ns> <section ns> <ms>` lines, answers
 * each with one JSON line. The threads of a round are parked between rounds; the main thread only keeps the time, so that
 * the process always has a second thread and glibc takes none of its shortcuts for single-threaded programs.
 */
#pragma once
#define _GNU_SOURCE
#include <gnu/libc-version.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>
#include "waits.h"
#include "work.h"

#define MOST_THREADS 64

/*
 * What sections touch: four words, the last owner, the changes of owner; a line of its own. Where some only read: how
 * often the words were written, and whether a reader saw them differ.
 */
static struct {
  _Alignas(64) uint32_t word[4];
  uint32_t owner, handovers;
  uint32_t writes, torn;
} section;
static _Alignas(64) int stop;
static _Alignas(64) int holding;

typedef struct {
  _Alignas(64) uint64_t operations;
  uint64_t first, last;
  waits_t waits;
} result_t;
static result_t results[MOST_THREADS];

enum {
  IDLES = 1,     /* nothing happens: CPU time counts from when everybody sleeps */
  OWN_TIME = 2,  /* the first thread keeps the time itself */
  SAMPLES = 4,   /* waits are sampled, changes of owner counted */
  IN_TURNS = 8,  /* no thread may be ahead of another by more than one */
  TOGETHER = 16, /* an operation is done by all threads together: those of the first count */
};

/* One kind of work: what each thread does in a round; then whether the shared words add up. The latter two may be NULL. */
typedef struct {
  const char *name;
  void (*run)(result_t *result, uint32_t me);
  int traits;
  void (*prepare)(void);
  int (*exact)(uint64_t operations);
} work_t;

static struct {
  const work_t *work;
  int threads;
  uint64_t private_turns, section_turns;
} task;
static pthread_barrier_t begin, end;
static int alive;

static inline int stopped(void) { return __atomic_load_n(&stop, __ATOMIC_RELAXED); }

/* Does something over and over, until the round is over; counts the times. */
#define REPEAT_UNTIL_STOPPED(result, something) \
  while (!stopped()) {                          \
    for (int i = 0; i < 1000; i++) {            \
      something;                                \
    }                                           \
    (result)->operations += 1000;               \
  }

static void *thread_main(void *argument) {
  uint32_t me = (uint32_t)(uintptr_t)argument;
  for (;;) {
    pthread_barrier_wait(&begin);
    result_t *result = &results[me - 1];
    memset(result, 0, sizeof *result);
    task.work->run(result, me);
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

static int in_turns(void) {
  for (int i = 1; i < task.threads; i++) {
    int64_t ahead = (int64_t)(results[i].operations - results[0].operations);
    if (ahead < -1 || ahead > 1) return 0;
  }
  return 1;
}

static void answer(double seconds, double cpu, double private_ns, double section_ns) {
  static waits_t all;
  memset(&all, 0, sizeof all);
  int traits = task.work->traits;
  uint64_t operations = 0;
  printf("{\"counts\":[");
  for (int i = 0; i < task.threads; i++) {
    operations += results[i].operations;
    for (int b = 0; b < BUCKETS; b++) all.count[b] += results[i].waits.count[b];
    if (results[i].waits.longest > all.longest) all.longest = results[i].waits.longest;
    printf("%s%llu", i ? "," : "", (unsigned long long)results[i].operations);
  }
  if (traits & TOGETHER) operations = results[0].operations;
  int exact = !(traits & IN_TURNS) || in_turns();
  if (task.work->exact) exact = exact && task.work->exact(operations);
  printf("],\"operations\":%llu,\"seconds\":%.9f,\"cpuSeconds\":%.9f,\"privateNs\":%.1f,\"sectionNs\":%.1f,\"exact\":%s",
         (unsigned long long)operations, seconds, cpu, private_ns, section_ns, exact ? "true" : "false");
  if (traits & SAMPLES)
    printf(",\"waits\":{\"p50\":%.1f,\"p99\":%.1f,\"p999\":%.1f,\"max\":%llu}", percentile(&all, 0.5),
           percentile(&all, 0.99), percentile(&all, 0.999), (unsigned long long)all.longest);
  if (section.handovers) printf(",\"handovers\":%u", section.handovers);
  if (traits & IDLES) printf(",\"waiters\":%d", task.threads - 1);
  printf("}\n");
  fflush(stdout);
}

static void round_of(int ms, double private_ns, double section_ns) {
  int traits = task.work->traits;
  memset(&section, 0, sizeof section);
  holding = 0;
  if (task.work->prepare) task.work->prepare();
  __atomic_store_n(&stop, 0, __ATOMIC_SEQ_CST);
  double cpu = cpu_seconds();
  uint64_t start = now_ns();
  pthread_barrier_wait(&begin);
  if (traits & IDLES) {
    usleep(300000); /* until everybody sleeps */
    cpu = cpu_seconds();
    start = now_ns();
  }
  usleep((useconds_t)ms * 1000);
  double idle_cpu = cpu_seconds() - cpu;
  uint64_t stopped_at = now_ns();
  __atomic_store_n(&stop, 1, __ATOMIC_SEQ_CST);
  pthread_barrier_wait(&end);
  double used = traits & IDLES ? idle_cpu : cpu_seconds() - cpu;
  uint64_t took = traits & OWN_TIME ? results[0].last - results[0].first : stopped_at - start;
  answer((double)took / 1e9, used, private_ns, section_ns);
}

static const work_t *work_called(const char *name, const work_t *works, size_t count) {
  for (size_t i = 0; i < count; i++)
    if (strcmp(works[i].name, name) == 0) return &works[i];
  return NULL;
}

/* Serves commands from standard input until it ends. */
static int serve(const work_t *works, size_t count) {
  char line[512], contender[64], name[64];
  int threads, ms;
  double wanted_private, wanted_section, private_ns = 0, section_ns = 0;
  printf("{\"ready\":true,\"version\":\"glibc %s\"}\n", gnu_get_libc_version());
  fflush(stdout);
  while (fgets(line, sizeof line, stdin)) {
    int read = sscanf(line, "run %63s %63s %d %lf %lf %d", contender, name, &threads, &wanted_private, &wanted_section, &ms);
    const work_t *work = read == 6 ? work_called(name, works, count) : NULL;
    if (!work || threads < 1 || threads > MOST_THREADS || (alive && threads != alive)) {
      printf("{\"error\":\"not understood\"}\n");
      fflush(stdout);
      continue;
    }
    task.work = work;
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
    round_of(ms, private_ns, section_ns);
  }
  return 0;
}
