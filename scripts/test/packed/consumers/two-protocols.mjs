// Two copies of different protocols in one process: a clear error instead of a torn lock.
import assert from 'node:assert/strict';
import { IncompatibleVersionError } from '@sync/atomics';
import { Lock } from '@sync/lock';

const [other, ownVersion, otherVersion] = process.argv.slice(2);
new Lock();

async function meet() {
  const copy = await import(other);
  new copy.Lock();
}
await assert.rejects(meet, (error) => {
  assert.ok(error instanceof IncompatibleVersionError, error);
  assert.ok(error.message.includes(ownVersion), error.message);
  assert.ok(error.message.includes(otherVersion), error.message);
  return true;
});
console.log('told apart');
