/* Robust mutexes: the kernel tells who waits that the owner has ended. Each thread waits for a lock of its own. */
#include "harness.h"
#include <errno.h>

#define LINGER_US 5000 /* time for the other to fall asleep */

typedef struct {
  _Alignas(64) pthread_mutex_t mutex;
  int holds;
  uint64_t ended;
} lot_t;
static lot_t lots[MOST_THREADS];

static void make(void) {
  pthread_mutexattr_t attributes;
  pthread_mutexattr_init(&attributes);
  pthread_mutexattr_setrobust(&attributes, PTHREAD_MUTEX_ROBUST);
  for (int i = 0; i < MOST_THREADS; i++) pthread_mutex_init(&lots[i].mutex, &attributes);
}

/* Takes the lock, and ends while the other waits for it. */
static void *victim(void *argument) {
  lot_t *lot = argument;
  pthread_mutex_lock(&lot->mutex);
  __atomic_store_n(&lot->holds, 1, __ATOMIC_SEQ_CST);
  usleep(LINGER_US);
  lot->ended = now_ns();
  return NULL;
}

static void death(result_t *result, uint32_t me) {
  lot_t *lot = &lots[me - 1];
  do {
    pthread_t thread;
    lot->holds = 0;
    pthread_create(&thread, NULL, victim, lot);
    while (!__atomic_load_n(&lot->holds, __ATOMIC_SEQ_CST)) usleep(100);
    int told = pthread_mutex_lock(&lot->mutex);
    uint64_t wait = now_ns() - lot->ended;
    pthread_join(thread, NULL);
    if (told != EOWNERDEAD) section.word[0] = 1;
    pthread_mutex_consistent(&lot->mutex);
    pthread_mutex_unlock(&lot->mutex);
    result->waits.count[bucket_of(wait)]++;
    if (wait > result->waits.longest) result->waits.longest = wait;
    result->operations++;
  } while (!stopped());
}

static int all_were_told(uint64_t operations) { return operations > 0 && !section.word[0]; }

static const work_t works[] = {{"death", death, SAMPLES, NULL, all_were_told}};

int main(void) {
  make();
  return serve(works, sizeof works / sizeof *works);
}
