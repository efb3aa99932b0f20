import { SLOT_STOP, sectionWords, type SectionWords } from '../control-words.ts';
import type { ReadWriteLock } from '../lock-shapes.ts';
import { shapeOf, type Loop, type Round, type ThreadResult } from '../task.ts';

/* Of the section's words: four that are written together, how often that was done, whether they were seen to differ. */
const WRITES = 4;
const TORN = 5;

/** The contender's lock for both; one that knows no readers is the same for them. */
function readWriteOf(round: Round): ReadWriteLock {
  const lock = round.objects[0];
  if (lock?.readWrite) return lock.readWrite;
  const both = shapeOf(round, 'blocking');
  return { reader: both, writer: both };
}

function sections({ reader, writer }: ReadWriteLock, every: number, { control }: Round): ThreadResult {
  const words = sectionWords(control);
  let operations = 0;
  let writes = 0;
  let torn = 0;
  for (let left = every; control[SLOT_STOP] === 0; operations++) {
    if (--left === 0) {
      left = every;
      writer.acquire();
      words[0] += 1;
      words[1] += 1;
      words[2] += 1;
      words[3] += 1;
      writer.release();
      writes++;
    } else {
      reader.acquire();
      const first = words[0];
      torn |= ((first + words[1] + words[2] + words[3]) | 0) - ((4 * first) | 0);
      reader.release();
    }
  }
  Atomics.add(words, WRITES, writes);
  Atomics.or(words, TORN, torn);
  return { operations };
}

/** Sections of several threads of which one in `every` writes. */
export function readingAndWriting(every: number): Loop {
  return (round) => sections(readWriteOf(round), every, round);
}

/** Whether all writes are there, and no reader saw one half done. */
export function nothingTorn(words: SectionWords): boolean {
  return words[TORN] === 0 && [words[0], words[1], words[2], words[3]].every((word) => word === words[WRITES]);
}
