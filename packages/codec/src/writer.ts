import { describeError } from './describe-error.ts';
import {
  ARRAY, BOXED, BUFFER, DATE, ERROR, FALSE, MAP, NULL, REGEXP, RESIZABLE, SET, SPARSE, TRUE, UNDEFINED, VIEW,
} from './format.ts';
import { cannotTravel, kindOf, unboxed, type ObjectKind } from './kinds.ts';
import { Section } from './section.ts';
import { textOf } from './text-of.ts';
import { extentOf, viewName } from './views.ts';

/** Something that cannot travel: the writer does not know where it is. */
export class Refusal extends Error {}

/** Writes values, each into a message of its own. */
export class Writer {
  /** What has been written. */
  readonly section = new Section();
  /** Above 0: within an error, where what cannot travel is told by its text. */
  #within = 0;

  /**
   * Writes a value.
   *
   * @param leniently what cannot travel is told by its text
   * @throws Refusal
   */
  write(value: unknown, leniently: boolean): void {
    this.#within = leniently ? 1 : 0;
    this.#value(value);
  }

  /**
   * Writes an array that has nothing but items.
   *
   * @throws Refusal
   */
  items(array: readonly unknown[]): void {
    this.#within = 0;
    this.section.again(array);
    this.#items(array);
  }

  #value(value: unknown): void {
    const { section } = this;
    switch (typeof value) {
      case 'string':
        section.string(value);
        return;
      case 'number':
        section.number(value);
        return;
      case 'boolean':
        section.tag(value ? TRUE : FALSE);
        return;
      case 'undefined':
        section.tag(UNDEFINED);
        return;
      case 'bigint':
        section.bigint(value);
        return;
      case 'object':
        if (value === null) section.tag(NULL);
        else this.#object(value);
        return;
      default:
        this.#refuse(value);
    }
  }

  #object(value: object): void {
    // Most are one of these.
    if (Array.isArray(value)) {
      if (!this.section.again(value)) this.#array(value);
      return;
    }
    const prototype: unknown = Object.getPrototypeOf(value);
    if (prototype === Object.prototype || prototype === null) {
      if (!this.section.again(value)) this.#plain(value as Record<string, unknown>);
      return;
    }
    const kind = kindOf(value);
    if (cannotTravel(value, kind)) this.#refuse(value);
    else if (!this.section.again(value)) this.#first(value, kind);
  }

  #first(value: object, kind: ObjectKind): void {
    const { section } = this;
    switch (kind) {
      case 'object':
        this.#plain(value as Record<string, unknown>);
        return;
      case 'array':
        this.#array(value as unknown[]);
        return;
      case 'error':
        this.#error(value as Error);
        return;
      case 'view':
        this.#view(value as ArrayBufferView);
        return;
      case 'ArrayBuffer':
        this.#buffer(value as ArrayBuffer);
        return;
      case 'Map':
        this.#map(value as Map<unknown, unknown>);
        return;
      case 'Set':
        this.#set(value as Set<unknown>);
        return;
      case 'Date':
        section.tag(DATE);
        section.float(Date.prototype.getTime.call(value));
        return;
      case 'RegExp':
        section.tag(REGEXP);
        section.text((value as RegExp).source);
        section.text((value as RegExp).flags);
        return;
      default:
        section.tag(BOXED);
        this.#value(unboxed(value, kind as 'Boolean'));
    }
  }

  #plain(object: Record<string, unknown>): void {
    const keys = Object.keys(object);
    this.section.keys(keys);
    for (const key of keys) this.#value(object[key]);
  }

  #array(array: unknown[]): void {
    const { section } = this;
    // Faster than any way to ask whether there is more than the items.
    const items = Object.values(array);
    if (items.length === array.length && !hasHoles(array)) {
      this.#items(items);
      return;
    }
    const keys = Object.keys(array);
    section.tag(SPARSE);
    section.count(array.length);
    section.count(keys.length);
    for (const key of keys) {
      section.text(key);
      this.#value(array[key as never]);
    }
  }

  #items(items: readonly unknown[]): void {
    const { section } = this;
    const { length } = items;
    section.tag(ARRAY);
    section.count(length);
    // Not one more or less, whatever getters do to it meanwhile.
    for (let at = 0; at < length; at++) this.#value(items[at]);
  }

  #map(map: Map<unknown, unknown>): void {
    // As it is now, whatever getters in it do to it; and whatever a subclass makes of iterating.
    const parts: unknown[] = [];
    Map.prototype.forEach.call(map, (value, key) => parts.push(key, value));
    this.section.tag(MAP);
    this.section.count(parts.length / 2);
    for (const part of parts) this.#value(part);
  }

  #set(set: Set<unknown>): void {
    const members: unknown[] = [];
    Set.prototype.forEach.call(set, (member) => members.push(member));
    this.section.tag(SET);
    this.section.count(members.length);
    for (const member of members) this.#value(member);
  }

  #buffer(buffer: ArrayBuffer): void {
    const { section } = this;
    const { byteLength, resizable = false, maxByteLength = byteLength } = buffer as ArrayBuffer & {
      readonly resizable?: boolean;
      readonly maxByteLength?: number;
    };
    section.tag(resizable ? RESIZABLE : BUFFER);
    section.count(byteLength);
    if (resizable) section.count(maxByteLength);
    section.append(new Uint8Array(buffer, 0, byteLength));
  }

  #view(view: ArrayBufferView): void {
    const { section } = this;
    const { buffer, byteOffset, byteLength } = extentOf(view);
    section.tag(VIEW);
    section.text(viewName(view));
    section.count(byteOffset);
    section.count(byteLength);
    this.#value(buffer);
  }

  #error(error: Error): void {
    const { section } = this;
    this.#within++;
    const { base, name, message, fields } = describeError(error);
    section.tag(ERROR);
    section.text(base);
    section.text(name);
    this.#value(message);
    section.count(fields.length);
    for (const { key, enumerable, value } of fields) {
      section.text(key);
      section.tag(enumerable ? TRUE : FALSE);
      this.#surely(value);
    }
    this.#within--;
  }

  /** Writes a part of an error, or why it cannot be: it does not hide the error. */
  #surely(value: () => unknown): void {
    const mark = this.section.mark();
    const within = this.#within;
    try {
      this.#value(value());
    } catch (thrown) {
      this.section.rewind(mark);
      this.#within = within;
      this.#value(textOf(thrown));
    }
  }

  #refuse(value: unknown): void {
    if (this.#within === 0) throw new Refusal();
    this.#value(textOf(value));
  }
}

/** Of an array with as many values as it is long. */
function hasHoles(array: readonly unknown[]): boolean {
  for (let i = 0; i < array.length; i++) if (array[i] === undefined && !Object.hasOwn(array, i)) return true;
  return false;
}
