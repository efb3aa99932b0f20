/**
 * Places of kinds that begin with more than zeros. Fails when: one is attached to before
 * all that it begins with is written, by this thread or another, or after its maker has
 * died on the way; zeroed memory is taken for one; used memory is written to.
 */
import { InvalidStateError } from '@sync/atomics';
import { adopt, attach, create, handle, type Kind } from '@sync/atomics/internal';
import { FACTOR, until } from '@sync/testing';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { Thread, endThreads, sharedWords, threads } from './thread.ts';

afterEach(endThreads);

const GATE: Kind = { name: 'Gate', module: '@sync/gate', words: 4, zeroIsNone: true };
const ZERO: Kind = { name: 'Door', module: '@sync/door', words: 4 };
const memory = (): SharedArrayBuffer => new SharedArrayBuffer(16);
const open = (words: Int32Array): void => {
  words.fill(7, 1);
};

/** In a thread: what comes of attaching, and of making another one. */
const tries = ({ internal }: any, kind: Kind, buffer: SharedArrayBuffer): string[] =>
  [() => internal.attach(kind, buffer), () => internal.create(kind, { buffer }, () => undefined)].map((call) => {
    try {
      call();
      return 'done';
    } catch (error: any) {
      return error.name;
    }
  });

const REFUSED = ['TypeError', 'InvalidStateError'];

describe('a kind that zeroed memory is none of', () => {
  test('has what it begins with when it is there: in memory of its own, and in a caller’s', () => {
    const buffer = memory();
    for (const { words } of [create(GATE, {}, open), create(GATE, { buffer }, open)]) {
      expect([...words.subarray(1)]).toEqual([7, 7, 7]);
    }
    expect([...attach(GATE, buffer).words]).toEqual([...new Int32Array(buffer)]);
    const place = create(GATE, { name: 'north' }, open);
    const adopted = adopt(GATE, structuredClone(handle(GATE, place)));
    expect([adopted.name, ...adopted.words.subarray(1)]).toEqual(['north', 7, 7, 7]);
  });

  test('is not in zeroed memory, which stays as it is', () => {
    const buffer = memory();
    expect(() => attach(GATE, buffer)).toThrow(TypeError);
    expect(() => attach(GATE, buffer)).toThrow('Gate.at(): what is in that memory is no Gate');
    expect([...new Int32Array(buffer)]).toEqual([0, 0, 0, 0]);
    create(GATE, { buffer }, open);
    expect(attach(GATE, buffer).words[3]).toBe(7);
  });

  test('begins once, and not in memory that is used: it is as it was', () => {
    const begin = vi.fn(open);
    const uses: readonly ((buffer: SharedArrayBuffer) => unknown)[] = [
      (buffer) => create(GATE, { buffer }, open),
      (buffer) => create(ZERO, { buffer }),
      (buffer) => new Int32Array(buffer).fill(1, 3),
    ];
    for (const use of uses) {
      const made = memory();
      use(made);
      const before = [...new Int32Array(made)];
      expect(() => create(GATE, { buffer: made }, begin)).toThrow(InvalidStateError);
      expect(() => create(GATE, { buffer: made }, begin)).toThrow('to attach to a Gate, use Gate.at()');
      expect([...new Int32Array(made)]).toEqual(before);
    }
    expect(begin).not.toHaveBeenCalled();
    create(GATE, { buffer: memory() }, begin);
    create(GATE, {}, begin);
    expect(begin).toHaveBeenCalledTimes(2);
  });

  test('is there for nobody while it begins, in its own thread', () => {
    const buffer = memory();
    create(GATE, { buffer }, (words) => {
      expect(() => attach(GATE, buffer)).toThrow('is no Gate');
      expect(() => attach(ZERO, buffer)).toThrow('is no Door');
      expect(() => create(GATE, { buffer }, open)).toThrow(InvalidStateError);
      expect(() => create(ZERO, { buffer })).toThrow(InvalidStateError);
      open(words);
      expect(() => attach(GATE, buffer)).toThrow('is no Gate');
    });
    expect([...attach(GATE, buffer).words.subarray(1)]).toEqual([7, 7, 7]);
  });

  test('is there for nobody while it begins, in another thread', async () => {
    const [thread] = await threads(1);
    const [buffer, flags] = [memory(), sharedWords()];
    const tried = thread!.run(
      (_, flags, kind, buffer, source) => {
        Atomics.wait(flags, 0, 0);
        const answer = (0, eval)(`(${source})`)(_, kind, buffer);
        Atomics.store(flags, 1, 1);
        Atomics.notify(flags, 1);
        return answer;
      },
      flags,
      GATE,
      buffer,
      tries.toString(),
    );
    create(GATE, { buffer }, (words) => {
      Atomics.store(flags, 0, 1);
      Atomics.notify(flags, 0);
      expect(Atomics.wait(flags, 1, 0, 10_000 * FACTOR)).not.toBe('timed-out');
      expect([...words.subarray(1)], 'it has changed nothing').toEqual([0, 0, 0]);
      open(words);
    });
    expect(await tried).toEqual(REFUSED);
    expect(await thread!.run(tries, GATE, buffer)).toEqual(['done', 'InvalidStateError']);
  });

  test('whose maker dies while it begins is none for ever, and says so', async () => {
    const [buffer, flags] = [memory(), sharedWords()];
    const thread = new Thread();
    void thread.run(
      ({ internal }, flags, kind, buffer) => {
        internal.create(kind, { buffer }, () => {
          Atomics.store(flags, 1, 1);
          Atomics.wait(flags, 0, 0);
        });
      },
      flags,
      GATE,
      buffer,
    );
    await until('it begins', () => Atomics.load(flags, 1) === 1);
    await thread.terminate();
    const before = [...new Int32Array(buffer)];
    expect(() => attach(GATE, buffer)).toThrow('what is in that memory is no Gate');
    expect(() => create(GATE, { buffer }, open)).toThrow(InvalidStateError);
    expect([...new Int32Array(buffer)]).toEqual(before);
  });

  test('that many threads make at once in the same memory is made by one of them, whole', async () => {
    const all = await threads(4);
    for (let round = 0; round < 30; round++) {
      const [buffer, flags] = [memory(), sharedWords()];
      const ends = all.map((thread, at) =>
        thread.run(
          ({ internal }, flags, kind, buffer, value) => {
            Atomics.add(flags, 0, 1);
            while (Atomics.load(flags, 0) < 4);
            try {
              internal.create(kind, { buffer }, (words) => words.fill(value, 1));
              return value;
            } catch (error: any) {
              return error.name === 'InvalidStateError' ? 0 : -1;
            }
          },
          flags,
          GATE,
          buffer,
          at + 1,
        ),
      );
      const made = (await Promise.all(ends)).filter((value) => value !== 0);
      expect(made).toHaveLength(1);
      expect([...attach(GATE, buffer).words.subarray(1)]).toEqual([made[0], made[0], made[0]]);
    }
  });
});

test('a kind that zeroed memory is one of is attached to there, and is then no other', () => {
  const buffer = memory();
  attach(ZERO, buffer);
  expect(() => attach(GATE, buffer)).toThrow('is no Gate');
  expect(attach(ZERO, buffer).words[0]).not.toBe(0);
});
