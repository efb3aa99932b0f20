import type { MakeOptions } from '../subject.ts';

/** A class as the tests of misuse use it: what they pass is wrong, so its types do not matter. */
export interface MisusedClass<T> {
  readonly name: string;
  readonly byteLength: number;
  at(buffer: never, byteOffset?: never): T;
  from(handle: never): T;
}

/** Another class; one of them, once it is set, is in nobody's way but its own. */
export interface OtherClass {
  readonly name: string;
  readonly byteLength: number;
  new (options?: MakeOptions): { testAndSet(): boolean; share(): unknown };
}

/** What the tests of misuse have to know about a class. */
export interface MisuseSpec<T> {
  readonly type: MisusedClass<T>;
  /** Makes one. */
  make(options?: MakeOptions): T & { share(): unknown };
  /** Another class, whose handles and memory it refuses. */
  readonly other: OtherClass;
  /** It lies at multiples of so many bytes. */
  readonly align: number;
  /** What it names as an example of its options, as `{ name, buffer }`. */
  readonly options: string;
}

/** The text as a pattern. */
export const literally = (text: string): RegExp => new RegExp(text.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`));
