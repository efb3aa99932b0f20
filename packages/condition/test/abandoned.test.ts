import { Condition } from '@sync/condition';
import { Lock } from '@sync/lock';
import { abandonedContract } from '@sync/testing';
import { conditionSpec } from './spec.ts';

abandonedContract('Condition in a buffer', { ...conditionSpec, byteOffset: 4 * 37, label: 'Condition(left)' });
abandonedContract('Condition over a Lock', {
  ...conditionSpec,
  reentrant: false,
  label: 'Lock(left)',
  make: ({ name, onAbandoned, ...place }) => new Condition(new Lock({ name, onAbandoned }), place),
});
