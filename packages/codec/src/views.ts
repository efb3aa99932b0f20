/** As `Uint8Array` or `DataView`: what it is, whatever its class is called. */
export function viewName(view: ArrayBufferView): string {
  const typedArray: object = Object.getPrototypeOf(Uint8Array.prototype) as object;
  return (Reflect.get(typedArray, Symbol.toStringTag, view) as string | undefined) ?? 'DataView';
}

/**
 * The buffer of a view, and its part of it. Node's small Buffers lie in one large pool, together with those of
 * others, who are none of the receiver's business: of these, a copy.
 */
export function extentOf(view: ArrayBufferView): { buffer: ArrayBuffer; byteOffset: number; byteLength: number } {
  const { byteOffset, byteLength } = view;
  const buffer = view.buffer as ArrayBuffer;
  if (!isPooled(view)) return { buffer, byteOffset, byteLength };
  return { buffer: buffer.slice(byteOffset, byteOffset + byteLength), byteOffset: 0, byteLength };
}

function isPooled({ buffer, byteLength, constructor }: ArrayBufferView): boolean {
  const { Buffer } = globalThis as { Buffer?: { readonly poolSize?: number } };
  return Buffer !== undefined && constructor === Buffer && buffer.byteLength === Buffer.poolSize && byteLength < buffer.byteLength;
}

type ViewClass = new (buffer: ArrayBuffer, byteOffset: number, length: number) => ArrayBufferView;

const VIEW_NAME = /^(?:DataView|(?:Int|Uint|Float|BigInt|BigUint)\d+(?:Clamped)?Array)$/;

/**
 * The view of a name.
 *
 * @throws RangeError there is no such view of that buffer
 */
export function makeView(name: string, buffer: ArrayBuffer, byteOffset: number, byteLength: number): ArrayBufferView {
  const View = VIEW_NAME.test(name) ? (globalThis as unknown as Record<string, ViewClass | undefined>)[name] : undefined;
  if (View === undefined) throw new RangeError(`there is no ${name} in this thread`);
  const { BYTES_PER_ELEMENT = 1 } = View as { BYTES_PER_ELEMENT?: number };
  return new View(buffer, byteOffset, byteLength / BYTES_PER_ELEMENT);
}
