// A CommonJS file: its import is emitted as `require`.
import { Lock } from '@sync/lock';

export const lock: Lock = new Lock();
