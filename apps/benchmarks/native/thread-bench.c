/* pthread_create and pthread_join. */
#include "harness.h"

#define MOST_STARTED 8

static void *nothing(void *argument) { return argument; }

static void start_join_many(result_t *result, int count) {
  pthread_t started[MOST_STARTED];
  while (!stopped()) {
    for (int i = 0; i < count; i++)
      if (pthread_create(&started[i], NULL, nothing, NULL)) exit(1);
    for (int i = 0; i < count; i++) pthread_join(started[i], NULL);
    result->operations += (uint64_t)count;
  }
}

static void start_join(result_t *result, uint32_t me) {
  (void)me;
  start_join_many(result, 1);
}

static void start_join_8(result_t *result, uint32_t me) {
  (void)me;
  start_join_many(result, 8);
}

static const work_t works[] = {
  {"start-join", start_join, 0, NULL, NULL},
  {"start-join-8", start_join_8, 0, NULL, NULL},
};

int main(void) { return serve(works, sizeof works / sizeof *works); }
