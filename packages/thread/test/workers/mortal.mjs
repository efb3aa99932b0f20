// Threads that die at some step of what they do, those that start them, and those that look on.
import { Thread, sleep } from '@sync/thread';

const HERE = new URL(import.meta.url);

/** What is thrown by one that is to die of an error. */
const FATAL = 'fatal';

/** What one that died by itself left, or did not, in one line that is the same for all who ask. */
function told(error) {
  if (error?.name === 'ThreadDiedError') return `died: ${error.death}${error.exitCode === undefined ? '' : ` ${error.exitCode}`}`;
  // Only the starter has what bytes cannot carry.
  if (error?.name === 'ThreadStateError' && /only the thread that started it/.test(error.message)) return 'returned shared';
  return `threw ${error?.code ?? error?.name}: ${error?.code === undefined ? error?.message : ''}`;
}

function given(value) {
  if (value?.shared instanceof SharedArrayBuffer) return 'returned shared';
  return `returned ${value instanceof Uint8Array ? `${value.length} bytes` : JSON.stringify(value)}`;
}

/** Joins a thread, blocking: how it ended. */
export function ending(thread, limits = { timeout: 30_000 }) {
  try {
    return given(thread.result(limits));
  } catch (error) {
    return told(error);
  }
}

/** The same, awaiting. */
export async function endingAsync(thread, limits = { timeout: 30_000 }) {
  try {
    return given(await thread.resultAsync(limits));
  } catch (error) {
    return told(error);
  }
}

/** Looks on, blocking: joins one after the other, from the last to the first. */
export function looksOn(victims) {
  return victims.map((_, at) => ending(victims.at(-1 - at))).reverse();
}

/** Looks on, awaiting. */
export function looksOnAsync(victims) {
  return Promise.all(victims.map((victim) => endingAsync(victim)));
}

function fillMemory() {
  for (const kept = []; ; ) kept.push(new Array(10_000).fill(kept.length));
}

const nextTurn = () => new Promise(setImmediate);

/** Does some work, and dies at that step of it, in that way; or comes to its end. */
export async function victim({ how, at, work, size }) {
  let steps = 0;
  const step = async () => {
    if (++steps !== at) return;
    if (how === 'exit') process.exit(3);
    if (how === 'throw') throw new Error(FATAL);
    if (how === 'memory') fillMemory();
    if (how === 'error') setImmediate(() => { throw new Error(FATAL); });
    if (how === 'rejection') void Promise.reject(new Error(FATAL));
    // Never, which is its end if nothing else is.
    if (['error', 'rejection', 'idle'].includes(how)) await new Promise(() => undefined);
  };
  await step();
  if (work === 'starts') {
    const children = [1, 2].map((child) => new Thread(HERE, { export: 'victim', args: [{ work: 'bytes', size: child, at: 0 }] }).start());
    await step();
    const found = children.map((child) => ending(child));
    await step();
    return found;
  }
  for (let turn = 0; turn < 3; turn++) {
    if (work === 'blocks') sleep(1);
    else await nextTurn();
    await step();
  }
  if (work === 'bytes') return new Uint8Array(size);
  if (work === 'shares') return { shared: new SharedArrayBuffer(size), bytes: new Uint8Array(size) };
  return work;
}

/** Starts victims, ends some after so many milliseconds of doing nothing else, and joins them, blocking. */
export function starts(fates) {
  const victims = fates.map((fate) => make(fate).start());
  for (const [index, { how, after }] of fates.entries()) {
    if (how !== 'terminate') continue;
    if (after >= 1) sleep(after);
    void victims[index].terminate();
  }
  return victims.map((thread) => ending(thread));
}

/** Starts victims and says so, to whoever is at the other end of the port; lives until it is ended. */
export async function startsAndDies(fates, port) {
  const victims = fates.map(make);
  port.postMessage(victims.map((thread) => thread.share()));
  await nextTurn();
  for (const thread of victims) {
    thread.start();
    await nextTurn();
  }
  await new Promise((resolve) => setTimeout(resolve, 60_000));
}

/** A victim, not yet started. */
export function make(fate) {
  const resourceLimits = fate.how === 'memory' ? { maxOldGenerationSizeMb: 16 } : undefined;
  return new Thread(HERE, { export: 'victim', args: [fate], name: 'victim', resourceLimits });
}
