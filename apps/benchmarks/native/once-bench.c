/* pthread_once. */
#include "harness.h"
#include "idle.h"

static pthread_once_t once;

static void nothing(void) {}
static void make(void) { once = (pthread_once_t)PTHREAD_ONCE_INIT; }

static void run_done(result_t *result, uint32_t me) {
  (void)me;
  REPEAT_UNTIL_STOPPED(result, pthread_once(&once, nothing))
}

static void keep_shut(void (*during)(void)) { pthread_once(&once, during); }
static void pass(void) { pthread_once(&once, nothing); }

static const work_t works[] = {
  {"run-done", run_done, 0, make, NULL},
  {"idle", idle, IDLES, make, NULL},
};

int main(void) { return serve(works, sizeof works / sizeof *works); }
