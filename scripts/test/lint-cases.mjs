/**
 * One line for each thing that lint forbids: the rule, where, what breaks it, and (where it
 * is not plain) the good form beside it. `where` is a file of a workspace made for the test.
 */
const LOCK = 'packages/lock/src';
const doc = '/** Documented. */\n';
const lines = (count) => '// line\n'.repeat(count);

export const CASES = [
  ['no-restricted-globals', LOCK, 'Atomics.load(new Int32Array(1), 0);'],
  ['no-restricted-globals', LOCK, 'globalThis.Atomics.load(new Int32Array(1), 0);'],
  ['no-restricted-globals', LOCK, `${doc}export const { notify } = globalThis.Atomics;`],

  ['workspace/imports', LOCK, `import { x } from '@sync/event';\nx();`, `import { x } from '@sync/atomics/internal';\nx();`],
  ['workspace/imports', LOCK, `import type { X } from '@sync/event';\n${doc}export type Y = X;`],
  ['workspace/imports', LOCK, `export { x } from '@sync/codec';`, `export { x } from '@sync/atomics';`],
  ['workspace/imports', LOCK, `${doc}export type Y = import('@sync/thread').X;`],
  ['workspace/imports', LOCK, `await import('@sync/testing');`],
  ['workspace/imports', LOCK, `import { x } from '../../event/src/index.ts';\nx();`],
  ['workspace/imports', LOCK, `import { x } from '../test/helper.ts';\nx();`],
  ['workspace/imports', 'packages/atomics/src', `import { x } from '@sync/lock';\nx();`],
  ['workspace/imports', 'packages/thread/src', `import { x } from '@sync/pool';\nx();`, `import { x } from '@sync/codec';\nx();`],
  ['workspace/imports', 'packages/pool/src', `import { x } from '@sync/queue';\nx();`, `import { x } from '@sync/thread';\nx();`],
  ['workspace/imports', 'apps/benchmarks/src', `import { x } from '@sync/atomics/internal';\nx();`, `import { x } from '@sync/lock';\nx();`],
  ['workspace/imports', 'apps/benchmarks/src', `import { x } from '../../../packages/lock/src/index.ts';\nx();`],
  ['workspace/imports', LOCK, `import { threadId } from 'node:worker_threads';\n${doc}export const id: number = threadId;`],
  ['workspace/imports', LOCK, `import type { Worker } from 'node:worker_threads';\n${doc}export type W = Worker;`],
  ['workspace/imports', LOCK, `export { Worker } from 'worker_threads';`, `await import('node:worker_threads');`],

  ['workspace/module-state', LOCK, 'let count = 0;\ncount += 1;', `${doc}export const COUNT = 0;`],
  ['workspace/module-state', LOCK, `${doc}export let count = 0;\ncount += 1;`],
  ['workspace/module-state', LOCK, 'var count = 0;\ncount += 1;'],
  ['workspace/module-state', LOCK, `${doc}export const KNOWN: ReadonlyMap<string, number> = new Map();`],
  ['workspace/module-state', LOCK, `${doc}export const SEEN: ReadonlySet<string> = Object.freeze(new Set<string>());`],
  ['workspace/module-state', LOCK, `${doc}export const NAMES: WeakMap<object, string> = new WeakMap();`],
  ['workspace/module-state', LOCK, `${doc}export const BUFFER: SharedArrayBuffer = new SharedArrayBuffer(4);`],
  ['workspace/module-state', LOCK, `new Worker('x');`],
  ['workspace/module-state', LOCK, `${doc}export const LIST: string[] = [];`, `${doc}export const LIST = ['a'] as const;`],
  ['workspace/module-state', LOCK, `${doc}export const TABLE: { n: number } = { n: 0 };`, `${doc}export const TABLE: { readonly n: number } = Object.freeze({ n: 0 });`],
  ['workspace/module-state', LOCK, `${doc}export class A {\n  ${doc}static made = 0;\n}`, `${doc}export class A {\n  ${doc}static readonly byteLength = 4;\n  ${doc}readonly held: Set<string> = new Set();\n}`],

  ['no-restricted-exports', LOCK, `${doc}export default function f(): void {\n  void 0;\n}`],
  ['no-restricted-exports', LOCK, `const a = 1;\nexport { a as default };`],
  ['no-restricted-syntax', LOCK, `export * from './good.ts';`, `export { good } from './good.ts';`],
  ['no-restricted-syntax', LOCK, `export * as all from './good.ts';`],
  ['no-restricted-syntax', LOCK, `${doc}export enum State {\n  Free,\n}`, `${doc}export const FREE = 0;`],

  ['max-lines', LOCK, lines(301), lines(300)],
  ['max-lines', LOCK, '\n'.repeat(301)],

  ['jsdoc/require-jsdoc', LOCK, 'export function f(): void {\n  void 0;\n}', 'function f(): void {\n  void 0;\n}\nf();'],
  ['jsdoc/require-jsdoc', LOCK, 'export const A = 1;'],
  ['jsdoc/require-jsdoc', LOCK, 'export interface A {\n  a: number;\n}'],
  ['jsdoc/require-jsdoc', LOCK, 'export type A = number;'],
  ['jsdoc/require-jsdoc', LOCK, 'export class A {\n  readonly #a = 1;\n}', `${doc}export class A {\n  readonly #a = 1;\n  private f(): number {\n    return this.#a;\n  }\n}`],
  ['jsdoc/require-jsdoc', LOCK, `${doc}export class A {\n  f(): void {\n    void this;\n  }\n}`],
  ['jsdoc/require-jsdoc', LOCK, `${doc}export class A {\n  readonly a = 1;\n}`],
  ['jsdoc/require-jsdoc', LOCK, `${doc}export class A {\n  static readonly a = 1;\n}`],
  ['jsdoc/require-jsdoc', LOCK, `${doc}export class A {\n  get a(): number {\n    return 1;\n  }\n}`],
  ['jsdoc/require-jsdoc', LOCK, `class A {\n  f(): void {\n    void this;\n  }\n}\nexport { A };`],

  ['@typescript-eslint/consistent-type-imports', LOCK, `import { Good } from './good.ts';\n${doc}export type A = Good;`, `import type { Good } from './good.ts';\n${doc}export type A = Good;`],
  ['@typescript-eslint/no-floating-promises', LOCK, 'Promise.resolve();', 'await Promise.resolve();'],
  ['@typescript-eslint/no-explicit-any', LOCK, `${doc}export function f(a: any): void {\n  void a;\n}`],
  ['@typescript-eslint/no-unused-vars', LOCK, 'function f(): void {\n  const held = 1;\n}\nf();', `function f(): void {\n  using _held = { [Symbol.dispose]: (): void => undefined };\n}\nf();`],
  [null, LOCK, '// eslint-disable-next-line no-console\nvoid 0;'],
];
