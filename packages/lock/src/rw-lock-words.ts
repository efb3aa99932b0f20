/**
 * Many readers or one writer. Writers, and readers that find one, stand in the line of one
 * mutex, so neither side starves: a writer owns it as long as it writes, a reader passes
 * through it. Readers that find nobody there leave it alone: each marks a slot of its own and
 * looks at the mutex once more. (The readers' part is that of "big-reader" locks, as the
 * distributed indicators of BRAVO, Dice and Kogan 2019; the line is C++'s `shared_mutex` over a
 * fair mutex, or Java's `ReentrantReadWriteLock(true)` with one queue.) A common count of readers
 * would be one cache line that all of them fight for.
 *
 * SLOTS
 *   0   MUTEX    8 words in the format of `mutex-word.ts`; its first is MADE
 *   8   WRITER   id of the thread whose write hold has begun, or that died in it; 0: none
 *   9   DRAINED  slept on by who waits for readers to leave. Bit 0, AWAITED: an async one does;
 *                bits 1-31 count up when a reader leaves while the mutex is closed
 *   10  USED     2 words: bit n of them: reader slot n was taken at some time
 *   12  KEEPER   id of the thread that keeps the mutex, or did so last
 *   13  -        reserved
 *   16  READERS  64 slots, in lines of 16: id of a thread that reads, or is about to; 0: free
 *
 * STATES       mutex                  WRITER   slots
 *   FREE       free                   0        none taken
 *   READ       free                   0        some taken
 *   PASSED     a reader's             0        maybe
 *   DRAINED    a sync writer's        0        some, that become fewer
 *   KEPT       kept, see below        0        some, that become fewer
 *   WRITTEN    the writer's           its id   none, but for those of T2 that go to T3
 *   Closed: the mutex has an owner, or is kept (`mutex-kept.ts` in the floor).
 *
 * TRANSITIONS             by                            with                    then
 *   T1  holds + 1         sync call, its thread reads   nothing shared          reads
 *   T2  slot 0 -> id      newcomer, not closed          compareExchange         T3, or reads
 *   T3  slot id -> 0      who finds it closed after T2, compareExchange         closed: DRAINED + 2,
 *                         or whose last hold ends                               notify(all)
 *   T4  mutex taken       reader in the slow way        as a Lock's             slot, mutex released: reads
 *   T5  mutex taken       writer                        as a Lock's             no slot taken: T6; else leaves it and
 *                                                                               looks again, or drains
 *   T6  WRITER 0 -> id    owner of the mutex            store                   writes
 *   T7  WRITER id -> 0    writer                        store                   releases the mutex
 *   T8  slot, WRITER -> 0 downgrade()                   store                   releases the mutex: reads
 *   T9  slot id -> 0      who drains; id is dead        compareExchange         looks again
 *   T10 mutex kept        async writer that drains      KEEPER, then T12 of     AWAITED, awaits DRAINED; T13, T6
 *                                                       `mutex-kept.ts`
 *   T11 mutex taken over  who waits; its owner is dead, T11 of `mutex-word.ts`  T12, then as T4 or T5
 *                         or it is kept, and there is
 *                         room, or KEEPER is dead
 *   T12 - AWAITED         owner of the mutex            compareExchange         notify(all): it is not kept any more
 *
 * INVARIANTS
 *   I1  A thread that reads has a slot, from before its look at the mutex until its last hold ends; a
 *       writer looks at the slots when the mutex is closed. So one of the two sees the other.
 *   I2  While the mutex is closed slots become fewer, but for T2 that T3 takes back, and T4.
 *   I3  Whoever leaves a slot and finds it closed counts DRAINED; who drains reads DRAINED
 *       before the slots, and sleeps on what it read. One that awaits sets AWAITED before it looks whether the
 *       mutex is still kept; who takes that changes DRAINED by T12.
 *   I4  USED has the bit of a slot before that is taken: who looks at the slots of USED sees all that I1 is about.
 *   I5  An owner that died while WRITER is not 0 leaves the data in doubt: poisoned. One that died while it is 0
 *       (it passed, or drained) has begun nothing, and is taken over silently.
 *   I6  While WRITER is not 0, slots are those of threads that take back their T2 just now, that died there, or
 *       of T8. So who finds WRITER not 0, having the mutex by T11, waits until they are gone, and never gives the mutex
 *       back: nobody would know that the data are in doubt.
 *   I7  KEEPER is of who keeps the mutex, or newer. Who takes over from one that keeps it and lives takes its place, no more.
 *   I8  Nobody inside a call, nobody holding, nobody waiting: all is 0 but MADE, the mutex's
 *       HOLD, NEXT, ORDER and POLICY, DRAINED, USED and KEEPER.
 *
 * WHO YIELDS  A writer that finds readers does not drain at once: readers of short sections would stop and go for each of
 *   its own, at a quarter of the throughput of a Lock. It leaves the mutex and looks seldom, as one that spins for a Lock, and
 *   so the thread that has the words in its cache goes on with them. One that has looked in vain, for 50 us at
 *   most, drains: newcomers wait behind it from then on.
 *
 * HAPPENS-BEFORE  T7 and the release of the mutex, then the second look of T2, or T4, T5.
 *   T3 of each reader, then the look at its slot by whoever does T6.
 */

/** Who writes. */
export const SLOT_WRITER = 8;
/** What those sleep on who wait for readers to leave. */
export const SLOT_DRAINED = 9;
/** In DRAINED: it is awaited. */
export const AWAITED = 1;
/** In DRAINED: one that has left. */
export const LEAVER = 2;
/** Which slots were ever taken: 32 in each word. */
export const SLOT_USED = 10;
/** Who keeps the mutex. */
export const SLOT_KEEPER = 12;
/** The first reader's. */
export const SLOT_READERS = 16;
/** So many threads can read at a time. */
export const READERS = 64;
/** Words of a cache line. */
export const LINE = 16;
/** All words. */
export const WORDS = 80;
