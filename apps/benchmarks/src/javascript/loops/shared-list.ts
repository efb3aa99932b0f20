import { SLOT_STOP, sectionWords, type SectionWords } from '../control-words.ts';
import { shapeOf, type Loop } from '../task.ts';

/** How often it was changed in the round; what the list began with; whether it was ever another than that. */
const CHANGES = 0;
const FIRST = 1;
const BROKEN = 2;
/** Few: a change is a message in one of the contenders. */
const BATCH = 10;

/** Every thread counts in one list, over and over. */
export const sharedList: Loop = (round) => {
  const shared = shapeOf(round, 'changing');
  const words = sectionWords(round.control);
  const count = (list: number[]): void => {
    const [first = NaN] = list;
    if (words[CHANGES] === 0) words[FIRST] = first;
    else if (first !== words[FIRST] + words[CHANGES]) words[BROKEN] = 1;
    list[0] = first + 1;
    words[CHANGES] += 1;
  };
  let operations = 0;
  for (; round.control[SLOT_STOP] === 0; operations += BATCH) for (let i = 0; i < BATCH; i++) shared.change(count);
  return { operations };
};

/** Each change was made to what the one before had left. */
export const noChangeLost = (words: SectionWords, operations: number): boolean =>
  words[CHANGES] === operations && words[BROKEN] === 0;
