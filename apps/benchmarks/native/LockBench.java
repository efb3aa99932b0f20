import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Scanner;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;

/** A contender in Java: ReentrantLock, AtomicLong, LongAdder. Same line protocol, same rounds as lock-bench.c. */
final class LockBench {
  static final int SUB_BUCKETS = 16;
  static final int BUCKETS = SUB_BUCKETS * 40;
  static final int MOST_BETWEEN_LOOKS = 256;

  final String contender;
  final ReentrantLock[] locks = {new ReentrantLock(), new ReentrantLock(), new ReentrantLock()};
  final int[] words = new int[64]; // 16..19 the four words, 20 the last owner, 21 the changes of owner
  final AtomicLong atomic = new AtomicLong();
  final LongAdder adder = new LongAdder();
  final AtomicInteger holding = new AtomicInteger();
  volatile boolean stop;
  String kind = "";
  int threads;
  long privateTurns, sectionTurns;
  double privateNs, sectionNs, handoverSeconds;
  long[] counts = {}, longest = {};
  long[][] buckets = {};
  CyclicBarrier begin, end;
  static volatile int sink;

  LockBench(String contender) {
    this.contender = contender;
  }

  static int bucketOf(long ns) {
    if (ns < SUB_BUCKETS) return (int) Math.max(0, ns);
    int octave = 63 - Long.numberOfLeadingZeros(ns);
    int index = (octave - 3) * SUB_BUCKETS + (int) ((ns >> (octave - 4)) & (SUB_BUCKETS - 1));
    return Math.min(index, BUCKETS - 1);
  }

  static double bucketValue(int index) {
    if (index < SUB_BUCKETS) return index;
    int octave = index / SUB_BUCKETS + 3;
    return (1L << octave) + (index % SUB_BUCKETS + 0.5) * (1L << (octave - 4));
  }

  static int nextInterval(int every, long elapsed) {
    if (elapsed > 100_000) return 1;
    if (elapsed > 16_000) return Math.max(1, every / 2);
    return elapsed < 4_000 && every < MOST_BETWEEN_LOOKS ? every * 2 : every;
  }

  /** Shift and xor between the steps: C2 would otherwise solve a linear recurrence in strides. */
  static int work(int state, long turns) {
    for (long i = 0; i < turns; i++) {
      state = state * 1664525 + 1013904223;
      state ^= state >>> 13;
    }
    return state;
  }

  static double workNs(long turns, int calls, int trials) {
    double best = Double.MAX_VALUE;
    int state = 1;
    for (int trial = 0; trial < trials; trial++) {
      long start = System.nanoTime();
      for (int call = 0; call < calls; call++) state = work(state, turns);
      best = Math.min(best, (double) (System.nanoTime() - start) / calls);
    }
    sink = state;
    return best;
  }

  static long turnsFor(double ns) {
    if (ns <= 0) return 0;
    workNs(100, 20_000, 3); // compiled before it counts
    return Math.max(1, Math.round(ns / (workNs(20_000, 1, 50) / 20_000)));
  }

  void uncontended(int me) {
    ReentrantLock lock = locks[0];
    long count = 0;
    while (!stop) {
      for (int i = 0; i < 1000; i++) {
        lock.lock();
        lock.unlock();
      }
      count += 1000;
    }
    counts[me - 1] = count;
  }

  void contended(int me) {
    ReentrantLock lock = locks[0];
    int[] shared = words;
    int state = me;
    int every = 1, left = 1;
    long count = 0, most = 0;
    long block = System.nanoTime();
    while (!stop) {
      if (--left == 0) {
        long before = System.nanoTime();
        long elapsed = before - block;
        most = Math.max(most, elapsed);
        every = nextInterval(every, elapsed);
        lock.lock();
        buckets[me - 1][bucketOf(System.nanoTime() - before)] += every;
        block = before;
        left = every;
      } else {
        lock.lock();
      }
      shared[16]++;
      shared[17]++;
      shared[18]++;
      shared[19]++;
      if (shared[20] != me) {
        shared[20] = me;
        shared[21]++;
      }
      if (sectionTurns > 0) state = work(state, sectionTurns);
      lock.unlock();
      if (privateTurns > 0) state = work(state, privateTurns);
      count++;
    }
    longest[me - 1] = Math.max(most, System.nanoTime() - block);
    counts[me - 1] = count;
    sink = state;
  }

  /** Strict alternation by three locks; lock-bench.c explains the order. */
  void handover(int me) throws InterruptedException {
    for (int index : me == 1 ? new int[] {0, 1} : new int[] {2}) locks[index].lock();
    holding.incrementAndGet();
    while (holding.get() < 2) Thread.sleep(1);
    int step = me - 1;
    long count = 0;
    if (me == 2) locks[0].lock();
    long first = System.nanoTime();
    for (;; step = (step + 2) % 6) {
      if (me == 1 && stop) words[19] = 1;
      boolean ended = words[19] != 0;
      locks[(6 - step) % 3].unlock();
      if (ended) {
        locks[(9 - step - 2) % 3].unlock();
        break;
      }
      locks[(9 - step - 1) % 3].lock();
      count++;
    }
    counts[me - 1] = count;
    if (me == 1) handoverSeconds = (System.nanoTime() - first) / 1e9;
  }

  void idle(int me) throws InterruptedException {
    if (me == 1) {
      locks[0].lock();
      holding.set(1);
      while (!stop) Thread.sleep(50);
    } else {
      while (holding.get() == 0) Thread.sleep(1);
      locks[0].lock();
    }
    locks[0].unlock();
  }

  void countUp(int me) {
    long count = 0;
    boolean striped = contender.equals("java-long-adder");
    while (!stop) {
      if (striped) for (int i = 0; i < 1000; i++) adder.increment();
      else for (int i = 0; i < 1000; i++) atomic.getAndIncrement();
      count += 1000;
    }
    counts[me - 1] = count;
  }

  void thread(int me) {
    try {
      for (;;) {
        begin.await();
        switch (kind) {
          case "uncontended" -> uncontended(me);
          case "contended" -> contended(me);
          case "handover" -> handover(me);
          case "idle" -> idle(me);
          default -> countUp(me);
        }
        end.await();
      }
    } catch (Exception error) {
      System.out.println("{\"error\":\"" + error + "\"}");
      System.exit(1);
    }
  }

  /** CPU time of all threads in nanoseconds where the system tells it so finely, else in its ticks. */
  static double cpuSeconds() {
    try (var tasks = Files.list(Path.of("/proc/self/task"))) {
      long sum = 0;
      for (Path task : tasks.toList()) sum += Long.parseLong(Files.readString(task.resolve("schedstat")).split(" ")[0]);
      return sum / 1e9;
    } catch (Exception unknown) {
      var system = (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
      return system.getProcessCpuTime() / 1e9;
    }
  }

  double percentile(long[] all, double share) {
    long total = Arrays.stream(all).sum(), seen = 0;
    for (int i = 0; i < BUCKETS; i++) {
      seen += all[i];
      if (seen > 0 && seen >= share * total) return bucketValue(i);
    }
    return 0;
  }

  void start(int wanted, double wantedPrivate, double wantedSection) {
    privateTurns = turnsFor(wantedPrivate);
    sectionTurns = turnsFor(wantedSection);
    privateNs = privateTurns > 0 ? workNs(privateTurns, 100, 50) : 0;
    sectionNs = sectionTurns > 0 ? workNs(sectionTurns, 1, 50) : 0;
    threads = wanted;
    begin = new CyclicBarrier(threads + 1);
    end = new CyclicBarrier(threads + 1);
    for (int i = 0; i < threads; i++) {
      int me = i + 1;
      Thread thread = new Thread(() -> thread(me));
      thread.setDaemon(true);
      thread.start();
    }
  }

  String round(int ms) throws Exception {
    Arrays.fill(words, 0);
    counts = new long[threads];
    longest = new long[threads];
    buckets = new long[threads][BUCKETS];
    holding.set(0);
    atomic.set(0);
    adder.reset();
    stop = false;
    double cpu = cpuSeconds();
    long start = System.nanoTime();
    begin.await();
    if (kind.equals("idle")) {
      Thread.sleep(300);
      cpu = cpuSeconds();
      start = System.nanoTime();
    }
    Thread.sleep(ms);
    double idleCpu = cpuSeconds() - cpu;
    double seconds = (System.nanoTime() - start) / 1e9;
    stop = true;
    end.await();
    double used = kind.equals("idle") ? idleCpu : cpuSeconds() - cpu;
    if (kind.equals("handover")) seconds = handoverSeconds;
    long operations = Arrays.stream(counts).sum();
    boolean exact = true;
    if (kind.equals("contended")) for (int i = 16; i < 20; i++) exact &= words[i] == (int) operations;
    if (kind.equals("counter")) exact = (contender.equals("java-long-adder") ? adder.sum() : atomic.get()) == operations;
    StringBuilder answer = new StringBuilder("{\"counts\":[");
    answer.append(Arrays.stream(counts).mapToObj(Long::toString).collect(Collectors.joining(",")));
    answer.append("],\"operations\":").append(operations).append(",\"seconds\":").append(seconds);
    answer.append(",\"cpuSeconds\":").append(used).append(",\"privateNs\":").append(privateNs);
    answer.append(",\"sectionNs\":").append(sectionNs).append(",\"exact\":").append(exact);
    if (kind.equals("contended")) {
      long[] all = new long[BUCKETS];
      for (long[] one : buckets) for (int i = 0; i < BUCKETS; i++) all[i] += one[i];
      answer.append(",\"handovers\":").append(words[21]).append(",\"waits\":{\"p50\":").append(percentile(all, 0.5));
      answer.append(",\"p99\":").append(percentile(all, 0.99)).append(",\"p999\":").append(percentile(all, 0.999));
      answer.append(",\"max\":").append(Arrays.stream(longest).max().orElse(0)).append("}");
    }
    if (kind.equals("idle")) answer.append(",\"waiters\":").append(threads - 1);
    return answer.append("}").toString();
  }

  public static void main(String[] arguments) throws Exception {
    LockBench bench = new LockBench(arguments[0]);
    System.out.println("{\"ready\":true,\"version\":\"JDK " + Runtime.version().feature() + " (" + System.getProperty("java.version") + ")\"}");
    Scanner input = new Scanner(System.in);
    while (input.hasNextLine()) {
      String[] word = input.nextLine().trim().split(" ");
      boolean known = word.length == 7 && word[0].equals("run")
          && Arrays.asList("uncontended", "contended", "handover", "idle", "counter").contains(word[2]);
      if (!known) {
        System.out.println("{\"error\":\"not understood\"}");
        continue;
      }
      bench.kind = word[2];
      if (bench.threads == 0) bench.start(Integer.parseInt(word[3]), Double.parseDouble(word[4]), Double.parseDouble(word[5]));
      System.out.println(bench.round(Integer.parseInt(word[6])));
    }
  }
}
