import { setExceptHook, type Uncaught } from '@sync/thread';
import { afterEach, beforeEach } from 'vitest';

/** In each test of the file, the errors that end threads come here, and are not printed. */
export function unheard(): Uncaught[] {
  const heard: Uncaught[] = [];
  beforeEach(() => {
    heard.length = 0;
    setExceptHook((uncaught) => heard.push(uncaught));
  });
  afterEach(() => {
    setExceptHook(undefined);
  });
  return heard;
}
