import type { Loop } from '../task.ts';
import { allocation } from './allocation.ts';
import { asyncMany } from './async-many.ts';
import { contended } from './contended.ts';
import { counter } from './counter.ts';
import { handover, handoverAsync } from './handover.ts';
import { idle, idleAsync } from './idle.ts';
import { asyncUncontended, uncontended } from './uncontended.ts';

/** Every kind of work by its name on the wire. */
export const loops: Readonly<Record<string, Loop>> = {
  uncontended,
  contended,
  handover,
  'handover-async': handoverAsync,
  idle,
  'idle-async': idleAsync,
  'async-uncontended': asyncUncontended,
  'async-many': asyncMany,
  counter,
  allocation,
};
