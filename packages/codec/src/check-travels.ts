import { isHandle, show } from '@sync/atomics/internal';
import { cannotTravel, isDetached, isShared, kindOf, tagOf, type ObjectKind } from './kinds.ts';

/** How a value is to travel. */
export interface TravelOptions {
  /**
   * True: it is posted (`postMessage`, `workerData`), so that shared memory, handles, ports and whatever the platform
   * clones may be in it. Default: it becomes bytes, which nothing of that can.
   */
  readonly posted?: boolean;
}

/**
 * Throws if there is anything in a value that cannot go to another thread, and says where and what to do instead.
 * Errors are not looked into: what cannot travel in one is left behind.
 *
 * Never blocks.
 *
 * @param path what the value is called, as `item` or `args[0]`
 * @throws TypeError as `item.jobs[2].done is a function: ...`
 */
export function checkTravels(value: unknown, path = 'value', { posted = false }: TravelOptions = {}): void {
  const seen = new Set<object>();

  const check = (found: unknown, at: string): void => {
    if (typeof found === 'function') refuse(at, `a function${found.name === '' ? '' : ` (${found.name})`}`, FUNCTION);
    if (typeof found === 'symbol') refuse(at, String(found), SYMBOL);
    if (typeof found !== 'object' || found === null || seen.has(found)) return;
    seen.add(found);
    const kind = kindOf(found);
    if (!posted && isHandle(found)) refuse(at, `a handle of ${article(found['@sync'])}`, SHARED);
    if (!(posted && mayBePosted(found, kind)) && cannotTravel(found, kind)) refuse(at, ...reason(found, kind, posted));
    inside(found, kind, at);
  };

  const inside = (found: object, kind: ObjectKind, at: string): void => {
    switch (kind) {
      case 'object':
        for (const key of Object.keys(found)) check((found as Record<string, unknown>)[key], at + property(key));
        return;
      case 'array':
        for (const key of Object.keys(found)) check((found as Record<string, unknown>)[key], at + item(key));
        return;
      case 'Map': {
        let number = 0;
        for (const [key, mapped] of found as Map<unknown, unknown>) {
          check(key, `${at}.keys()[${number}]`);
          check(mapped, `${at}.get(${keyText(key) ?? `keys()[${number}]`})`);
          number++;
        }
        return;
      }
      case 'Set': {
        let number = 0;
        for (const member of found as Set<unknown>) check(member, `${at}.values()[${number++}]`);
        return;
      }
      default:
    }
  };

  check(value, path);
}

const FUNCTION = 'functions stay in their thread; send data, and name what is to be done with it';
const SYMBOL = 'symbols stay in their thread; send a string';
const SHARED =
  'bytes cannot carry shared memory; give it to the other threads when they start, and send something that names it';
const DETACHED = 'its memory was transferred away; send it before that, or a copy';
const TIED = 'it is tied to its thread; await or read it first, and send what comes of it';
const PLATFORM = 'the platform keeps what is in it; send the data that it is made from';
const POSTED = 'it cannot be posted as it is; post what share() returns instead';

function reason(found: object, kind: ObjectKind, posted: boolean): [what: string, advice: string] {
  switch (kind) {
    case 'primitive':
      return [article(className(found)), posted ? POSTED : SHARED];
    case 'shared memory':
      return ['a SharedArrayBuffer', SHARED];
    case 'view':
      return isShared((found as ArrayBufferView).buffer)
        ? [`${article(tagOf(found))} of shared memory`, `${SHARED}, or send a copy`]
        : [`${article(tagOf(found))} without memory`, DETACHED];
    case 'ArrayBuffer':
      return ['an ArrayBuffer without memory', DETACHED];
    case 'tied':
      return [article(tagOf(found)), TIED];
    default:
      // Node's own classes are more than their tags.
      return [article(tagOf(found).includes('.') ? tagOf(found) : className(found)), PLATFORM];
  }
}

function refuse(path: string, what: string, advice: string): never {
  throw new TypeError(`${path} is ${what}: ${advice}`);
}

/** Structured clone carries these; of what the platform makes, it knows itself what it carries. */
function mayBePosted(found: object, kind: ObjectKind): boolean {
  if (kind === 'shared memory' || kind === 'platform') return true;
  return kind === 'view' && !isDetached((found as ArrayBufferView).buffer as ArrayBuffer);
}

function className(found: object): string {
  return (found.constructor as { readonly name?: string } | undefined)?.name ?? show(found);
}

function article(name: string): string {
  return `${/^(?:[AEIO]|R[A-Z])/.test(name) ? 'an' : 'a'} ${name}`;
}

function property(key: string): string {
  return /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;
}

function item(key: string): string {
  return /^\d+$/.test(key) ? `[${key}]` : property(key);
}

function keyText(key: unknown): string | undefined {
  switch (typeof key) {
    case 'object':
    case 'function':
    case 'symbol':
      return key === null ? 'null' : undefined;
    default:
      return show(key);
  }
}
