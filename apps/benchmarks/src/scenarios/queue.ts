import { OWN_QUEUES, QUEUED } from '../javascript/queued.ts';
import { FEWER_ROUNDS, type Bar, type Scenario, type SpeedBar } from './scenario.ts';

const SIDES = [1, 2, 4] as const;
const PLACES = '1,024';

interface Kind {
  readonly work: string;
  readonly title: string;
  readonly what: string;
  readonly ours: string;
  readonly rivals: readonly string[];
  readonly unfit?: Readonly<Record<string, string>>;
  readonly bars: Readonly<Record<string, number>>;
}

const NO_BATCHES = 'takes one item a call';

/** What goes from thread to thread, and how fast it has to be beside whom. */
const KINDS: readonly Kind[] = [
  {
    work: 'queue-int32',
    title: 'Queue: numbers',
    what: 'a number a call',
    ours: 'sync-queue-int32',
    rivals: ['sync-queue', 'c-queue', 'python-queue', 'multithreading-channel'],
    bars: { 'c-queue': 2, 'python-queue': 10 },
  },
  {
    work: 'queue-objects',
    title: 'Queue: objects',
    what: 'an object of three fields a call',
    ours: 'sync-queue',
    rivals: ['post-message', 'c-queue-objects', 'python-queue', 'multithreading-channel'],
    bars: { 'post-message': 2, 'python-queue': 3 },
  },
  {
    work: 'queue-int32-batches',
    title: 'Queue: numbers in batches',
    what: '64 numbers a call',
    ours: 'sync-queue-int32',
    rivals: ['c-queue'],
    unfit: { 'python-queue': NO_BATCHES, 'multithreading-channel': NO_BATCHES },
    bars: {},
  },
  {
    work: 'queue-objects-batches',
    title: 'Queue: objects in batches',
    what: '64 objects of three fields a call',
    ours: 'sync-queue',
    rivals: ['post-message', 'c-queue-objects'],
    unfit: { 'python-queue': NO_BATCHES, 'multithreading-channel': NO_BATCHES },
    bars: {},
  },
];

const RIVALS: Readonly<Record<string, string>> = {
  'c-queue': 'C’s mutex with two conditions',
  'python-queue': 'Python’s queue.Queue',
  'post-message': 'postMessage',
};

function betweenThreads({ work, title, what, ours, rivals, unfit, bars }: Kind, each: (typeof SIDES)[number]): Scenario {
  const who = { 1: 'One thread puts', 2: 'Two threads put', 4: 'Four threads put' }[each];
  const takers = { 1: 'one takes', 2: 'two take', 4: 'four take' }[each];
  return {
    suite: 'queue',
    group: work,
    id: `${work}-${String(each)}to${String(each)}`,
    title: `${title}, ${String(each)} to ${String(each)}`,
    about: `${who} ${what} into a queue with ${PLACES} places, ${takers} them; that none is lost and none comes twice is checked.`,
    operation: 'item',
    work,
    threads: 2 * each,
    ours,
    contenders: [ours, ...rivals],
    ...(unfit ? { unfit } : {}),
    ...(Object.keys(bars).length === 0 ? FEWER_ROUNDS : {}),
    bars: Object.entries(bars).map(([rival, atLeast]): SpeedBar => {
      return { kind: 'ratio', what: `at least ${String(atLeast)} x ${RIVALS[rival] ?? rival}`, ours, rival, atLeast };
    }),
    quick: each === 1 && !work.endsWith('batches'),
  };
}

const PYTHON: Readonly<Record<string, readonly string[]>> = {
  'sync-queue': ['python-queue', 'python-simple-queue'],
  'sync-lifo-queue': ['python-lifo-queue'],
  'sync-priority-queue': ['python-priority-queue'],
};

/** The same speed, whatever is queued; a heap is as deep as the number is long. */
function growthBar(name: string): Bar {
  const most = `${name}-${String(QUEUED.at(-1))}`;
  return name === 'sync-priority-queue'
    ? { kind: 'ratio', what: '100,000 queued at least 0.2 x as fast as 100', ours: most, rival: `${name}-100`, atLeast: 0.2 }
    : { kind: 'ratio', what: '100,000 queued at least 0.67 x as fast as 1', ours: most, rival: `${name}-1`, atLeast: 0.67 };
}

function growing([name, kind]: readonly [string, string]): Scenario {
  return {
    suite: 'queue',
    group: 'queue-growth',
    id: `queue-growth-${kind.replace('Queue', '').toLowerCase() || 'fifo'}`,
    title: `${kind}: how its cost grows`,
    about: `One thread puts a number and takes one, over and over; 1 to 100,000 stay in the queue.`,
    operation: 'put and get',
    work: 'queue-put-take',
    threads: 1,
    ours: `${name}-1`,
    contenders: [
      ...QUEUED.map((queued) => `${name}-${String(queued)}`),
      ...(PYTHON[name] ?? []).flatMap((python) => [`${python}-1`, `${python}-100000`]),
    ],
    bars: [growthBar(name)],
    quick: false,
  };
}

/** Threads on both ends of a queue, and one thread with more and more in it. */
export const queueScenarios: readonly Scenario[] = [
  ...KINDS.flatMap((kind) => SIDES.map((each) => betweenThreads(kind, each))),
  {
    ...FEWER_ROUNDS,
    suite: 'queue',
    group: 'queue-bytes',
    id: 'queue-bytes',
    title: 'Queue: a MiB of bytes',
    about: 'One thread puts a MiB a call into a queue with 8 places, another takes it: a copy in, a copy out. Moved bytes are made anew each time.',
    operation: 'item',
    work: 'queue-bytes',
    threads: 2,
    ours: 'sync-queue-bytes',
    contenders: ['sync-queue-bytes', 'sync-queue', 'post-message', 'post-message-moved'],
    unfit: { 'python-queue': 'its threads have the same bytes: nothing is copied', 'multithreading-channel': 'has no bytes' },
    quick: false,
  },
  ...Object.entries(OWN_QUEUES).map(growing),
];
