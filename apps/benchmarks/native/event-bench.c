/*
 * An event in C: a flag under a mutex with a condition, as one writes it; with -DSPINS a word that threads spin on before
 * they sleep.
 */
#include "harness.h"
#include "idle.h"
#include "ping-pong.h"

#if defined(SPINS)
#include "spin.h"

typedef spot_t event_t;

static void event_init(event_t *event) { memset(event, 0, sizeof *event); }

static inline void event_set(event_t *event) {
  if (__atomic_exchange_n(&event->word, 1, __ATOMIC_SEQ_CST) == 0) spot_wake(event, INT32_MAX);
}

static inline void event_clear(event_t *event) { __atomic_store_n(&event->word, 0, __ATOMIC_SEQ_CST); }
static inline void event_wait(event_t *event) { spot_await_change(event, 0); }

#else

typedef struct {
  _Alignas(64) pthread_mutex_t mutex;
  pthread_cond_t changed;
  int set;
} event_t;

static void event_init(event_t *event) {
  pthread_mutex_init(&event->mutex, NULL);
  pthread_cond_init(&event->changed, NULL);
  event->set = 0;
}

static inline void event_set(event_t *event) {
  pthread_mutex_lock(&event->mutex);
  event->set = 1;
  pthread_cond_broadcast(&event->changed);
  pthread_mutex_unlock(&event->mutex);
}

static inline void event_clear(event_t *event) {
  pthread_mutex_lock(&event->mutex);
  event->set = 0;
  pthread_mutex_unlock(&event->mutex);
}

static inline void event_wait(event_t *event) {
  pthread_mutex_lock(&event->mutex);
  while (!event->set) pthread_cond_wait(&event->changed, &event->mutex);
  pthread_mutex_unlock(&event->mutex);
}
#endif

static event_t events[2];

static void wait_on_set(result_t *result, uint32_t me) {
  (void)me;
  event_set(&events[0]);
  REPEAT_UNTIL_STOPPED(result, event_wait(&events[0]))
}

static void set_and_clear(result_t *result, uint32_t me) {
  (void)me;
  REPEAT_UNTIL_STOPPED(result, (event_set(&events[0]), event_clear(&events[0])))
}

static inline void take(int signal) {
  event_wait(&events[signal]);
  event_clear(&events[signal]);
}

static inline void give(int signal) { event_set(&events[signal]); }

static void keep_shut(void (*during)(void)) {
  during();
  event_set(&events[0]);
}

static void pass(void) { event_wait(&events[0]); }

static void make(void) {
  for (int i = 0; i < 2; i++) event_init(&events[i]);
}

static const work_t works[] = {
  {"event-wait", wait_on_set, 0, make, NULL},
  {"event-set-clear", set_and_clear, 0, make, NULL},
  {"ping-pong", ping_pong, OWN_TIME | IN_TURNS, make, NULL},
  {"idle", idle, IDLES, make, NULL},
};

int main(void) { return serve(works, sizeof works / sizeof *works); }
