/* pthread_rwlock_t, which lets readers pass; with -DWRITERS_FIRST the kind that does not. */
#include "read-write.h"

static _Alignas(64) pthread_rwlock_t lock;

static inline void read_begin(void) { pthread_rwlock_rdlock(&lock); }
static inline void read_end(void) { pthread_rwlock_unlock(&lock); }
static inline void write_begin(void) { pthread_rwlock_wrlock(&lock); }
static inline void write_end(void) { pthread_rwlock_unlock(&lock); }

static const work_t works[] = {READ_WRITE_WORKS};

int main(void) {
  pthread_rwlockattr_t attributes;
  pthread_rwlockattr_init(&attributes);
#if defined(WRITERS_FIRST)
  pthread_rwlockattr_setkind_np(&attributes, PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP);
#endif
  pthread_rwlock_init(&lock, &attributes);
  return serve(works, sizeof works / sizeof *works);
}
