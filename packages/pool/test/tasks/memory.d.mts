import type { Event } from '@sync/event';

export function notes(words: Int32Array): number;
export function left(): number;
export function keeps(words: Int32Array): void;
export function givesBack(gate: Event): Int32Array<SharedArrayBuffer>;
export function waits(gate: Event): boolean;
