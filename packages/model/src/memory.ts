import { writes, type Effect, type Operation } from './operation.ts';

/**
 * The shared memory of a scenario: the buffers that its setup allocates, and every image
 * that the search has seen of their bytes, by number. Operations are done by the platform
 * itself, on the buffers, after an image was put there.
 */
export class Memory {
  readonly #buffers: SharedArrayBuffer[] = [];
  readonly #contents: Uint8Array[] = [];
  readonly #images: Uint8Array[] = [];
  readonly #numbers = new Map<string, number>();
  readonly #operations = new Map<string, Operation>();
  /** The image that is in the buffers now; -1: unknown. */
  #present = -1;
  /** Of all images, and their keys. */
  bytes = 0;

  /** The buffer that the setup asks for at its j-th request: made at the first call. */
  buffer(j: number, make: () => SharedArrayBuffer): SharedArrayBuffer {
    let buffer = this.#buffers[j];
    if (buffer === undefined) {
      buffer = make();
      // Before it is one of the model's, whose views are recorded.
      this.#contents.push(new Uint8Array(buffer));
      this.#buffers.push(buffer);
    }
    return buffer;
  }

  /** The number of a buffer; -1: it is none of the model's. */
  indexOf(buffer: ArrayBufferLike): number {
    return this.#buffers.indexOf(buffer as SharedArrayBuffer);
  }

  /** Fills the buffers with zeros, for a setup. */
  clear(): void {
    this.#present = -1;
    for (const bytes of this.#contents) bytes.fill(0);
  }

  /** Puts an image into the buffers. */
  show(image: number): void {
    if (this.#present === image) return;
    this.#present = image;
    let at = 0;
    const all = this.#images[image] as Uint8Array;
    for (const bytes of this.#contents) bytes.set(all.subarray(at, (at += bytes.length)));
  }

  /** True if the buffers have what was put there. */
  isIntact(): boolean {
    return this.isAt(this.#present);
  }

  /** True if the buffers have what an image has. */
  isAt(image: number): boolean {
    let at = 0;
    const all = this.#images[image] as Uint8Array;
    const isSame = this.#contents.every((bytes) => bytes.every((byte) => byte === all[at++])) && at === all.length;
    if (isSame) this.#present = image;
    return isSame;
  }

  /** The number of the image that is in the buffers now. */
  capture(): number {
    const all = new Uint8Array(this.#contents.reduce((sum, { length }) => sum + length, 0));
    let at = 0;
    for (const bytes of this.#contents) {
      all.set(bytes, at);
      at += bytes.length;
    }
    // Exact: the bytes themselves are the key.
    const key = keyOf(all);
    let image = this.#numbers.get(key);
    if (image === undefined) {
      image = this.#images.push(all) - 1;
      this.#numbers.set(key, image);
      this.bytes += 2 * all.length;
    }
    return (this.#present = image);
  }

  /** The one object for this operation; `make` says what it is, if it was not seen before. */
  intern(make: Omit<Operation, 'effects'>): Operation {
    const { kind, type, buffer, start, end, args, limit } = make;
    let key = `${kind} ${type} ${buffer} ${start} ${end} ${limit}`;
    for (const arg of args) key += ` ${typeof arg} ${exactly(arg)}`;
    let operation = this.#operations.get(key);
    if (operation === undefined) {
      operation = { ...make, effects: new Map<number, Effect>() };
      this.#operations.set(key, operation);
    }
    return operation;
  }

  /** What an operation does to an image. */
  effect(operation: Operation, image: number): Effect {
    let effect = operation.effects.get(image);
    if (effect === undefined) {
      this.show(image);
      const result = operation.perform();
      effect = { image: writes(operation, result) ? this.capture() : image, result };
      operation.effects.set(image, effect);
    }
    return effect;
  }
}

function exactly(value: number | bigint): string {
  return Object.is(value, -0) ? '-0' : String(value);
}

function keyOf(bytes: Uint8Array): string {
  let key = '';
  for (let at = 0; at < bytes.length; at += CHUNK) {
    // Five times as fast as to spread them: nothing asks the array for an iterator.
    key += Reflect.apply(String.fromCharCode, undefined, bytes.subarray(at, at + CHUNK)) as string;
  }
  return key;
}

/** Arguments that a call can take. */
const CHUNK = 8192;
