import type { Transferring } from '@sync/pool/worker';

export function add(a: number, b: number): number;
export function square(n: number): number;
export function squareLater(n: number): Promise<number>;
export function worker(item?: unknown): number;
export function unless(bad: number, n: number): number;
export function throwsNothing(item: unknown): never;
export function counts(words: Int32Array, n: number): number;
export function holds(words: Int32Array, n: number): number;
export function firstFails(words: Int32Array, n: number): number;
export function tells(n: number): string;
export function zeros(length: number): Transferring<Uint8Array>;
export function doubles(at: number, array: Float64Array): void;
export function root(x: number): number;
export function sum(before: number, x: number): number;
