import type { ContractGuard, ContractLock } from '@sync/testing';

export class GuardedLock implements ContractLock {
  constructor(options?: object);
  static from(handle: never): GuardedLock;
  share(): { readonly buffer: SharedArrayBuffer };
  readonly locked: boolean;
  readonly owned: boolean;
  readonly name: string;
  acquire: ContractLock['acquire'];
  tryAcquire: ContractLock['tryAcquire'];
  acquireAsync: ContractLock['acquireAsync'];
  release: ContractLock['release'];
  hold(options?: { timeout?: number }): ContractGuard;
  holdAsync: ContractLock['holdAsync'];
  run: ContractLock['run'];
  runAsync: ContractLock['runAsync'];
}
