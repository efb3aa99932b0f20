/*
 * A ring under a mutex, with a condition for who puts and one for who takes: numbers, or with OBJECTS structs of three
 * fields; one at a time, or as many as there are places or items, up to a batch.
 */
#include "harness.h"

#define CAPACITY 1024
#define BATCH 64

#ifdef OBJECTS
typedef struct {
  int32_t id;
  char name[8];
  int32_t done;
} item_t;
static inline item_t make_item(int32_t number) { return (item_t){number, "report", 1}; }
static inline int32_t number_of(item_t item) { return item.done ? item.id : -1; }
#else
typedef int32_t item_t;
static inline item_t make_item(int32_t number) { return number; }
static inline int32_t number_of(item_t item) { return item; }
#endif

static struct {
  _Alignas(64) pthread_mutex_t mutex;
  pthread_cond_t not_full, not_empty;
  uint32_t head, size;
  _Alignas(64) item_t items[CAPACITY];
} queue;

/* Of all threads together. */
static struct {
  _Alignas(64) uint64_t put, taken;
  uint32_t put_sum, taken_sum;
} total;

static void prepare(void) {
  pthread_mutex_init(&queue.mutex, NULL);
  pthread_cond_init(&queue.not_full, NULL);
  pthread_cond_init(&queue.not_empty, NULL);
  queue.head = queue.size = 0;
  memset(&total, 0, sizeof total);
}

static void put_many(const item_t *items, uint32_t count) {
  pthread_mutex_lock(&queue.mutex);
  while (count > 0) {
    while (queue.size == CAPACITY) pthread_cond_wait(&queue.not_full, &queue.mutex);
    for (; count > 0 && queue.size < CAPACITY; count--) queue.items[(queue.head + queue.size++) % CAPACITY] = *items++;
    pthread_cond_signal(&queue.not_empty);
  }
  pthread_mutex_unlock(&queue.mutex);
}

static uint32_t get_many(item_t *items, uint32_t most) {
  pthread_mutex_lock(&queue.mutex);
  while (queue.size == 0) pthread_cond_wait(&queue.not_empty, &queue.mutex);
  uint32_t count = 0;
  for (; count < most && queue.size > 0; queue.size--) items[count++] = queue.items[queue.head++ % CAPACITY];
  if (queue.size > 0) pthread_cond_signal(&queue.not_empty); /* one was woken for many */
  pthread_cond_signal(&queue.not_full);
  pthread_mutex_unlock(&queue.mutex);
  return count;
}

static void put(item_t item) {
  pthread_mutex_lock(&queue.mutex);
  while (queue.size == CAPACITY) pthread_cond_wait(&queue.not_full, &queue.mutex);
  queue.items[(queue.head + queue.size++) % CAPACITY] = item;
  pthread_cond_signal(&queue.not_empty);
  pthread_mutex_unlock(&queue.mutex);
}

static item_t get(void) {
  pthread_mutex_lock(&queue.mutex);
  while (queue.size == 0) pthread_cond_wait(&queue.not_empty, &queue.mutex);
  item_t item = queue.items[queue.head++ % CAPACITY];
  queue.size--;
  pthread_cond_signal(&queue.not_full);
  pthread_mutex_unlock(&queue.mutex);
  return item;
}

static void has_put(uint64_t count, uint32_t sum) {
  __atomic_fetch_add(&total.put, count, __ATOMIC_SEQ_CST);
  __atomic_fetch_add(&total.put_sum, sum, __ATOMIC_SEQ_CST);
}

static void has_taken(result_t *result, uint64_t count, uint32_t sum) {
  __atomic_fetch_add(&total.taken, count, __ATOMIC_SEQ_CST);
  __atomic_fetch_add(&total.taken_sum, sum, __ATOMIC_SEQ_CST);
  result->operations = count;
}

/* Odd threads put, even ones take. No number is put by two; 0 says that a producer has ended, and ends one consumer. */
static void one_by_one(result_t *result, uint32_t me) {
  uint64_t count = 0;
  uint32_t sum = 0;
  if (me % 2 == 1) {
    uint32_t number = (me + 1) / 2, step = (uint32_t)task.threads / 2;
    for (; !stopped(); number += step, count++) {
      put(make_item((int32_t)number));
      sum += number;
    }
    put(make_item(0));
    has_put(count, sum);
    return;
  }
  for (int32_t number; (number = number_of(get())) != 0; count++) sum += (uint32_t)number;
  has_taken(result, count, sum);
}

static void in_batches(result_t *result, uint32_t me) {
  item_t batch[BATCH];
  uint64_t count = 0;
  uint32_t sum = 0;
  if (me % 2 == 1) {
    uint32_t number = (me + 1) / 2, step = (uint32_t)task.threads / 2;
    for (; !stopped(); count += BATCH) {
      for (int i = 0; i < BATCH; i++, number += step) {
        batch[i] = make_item((int32_t)number);
        sum += number;
      }
      put_many(batch, BATCH);
    }
    put(make_item(0));
    has_put(count, sum);
    return;
  }
  for (int ends = 0; ends == 0;) {
    uint32_t got = get_many(batch, BATCH);
    for (uint32_t i = 0; i < got; i++) {
      int32_t number = number_of(batch[i]);
      sum += (uint32_t)number;
      if (number != 0) count++;
      else if (++ends > 1) put(make_item(0)); /* another's */
    }
  }
  has_taken(result, count, sum);
}

static int nothing_lost(uint64_t operations) {
  return total.put == operations && total.taken == operations && total.put_sum == total.taken_sum;
}

static const work_t works[] = {
  {"queue-int32", one_by_one, 0, prepare, nothing_lost},
  {"queue-objects", one_by_one, 0, prepare, nothing_lost},
  {"queue-int32-batches", in_batches, 0, prepare, nothing_lost},
  {"queue-objects-batches", in_batches, 0, prepare, nothing_lost},
};

int main(void) { return serve(works, sizeof works / sizeof *works); }
