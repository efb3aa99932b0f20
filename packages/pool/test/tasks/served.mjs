// A worker that serves tasks.
import { serve } from '@sync/pool/worker';

let last = '';
serve({
  greet(name) {
    const text = `hello ${name}${last === '' ? '' : `, after ${last}`}`;
    last = name;
    return text;
  },
  adds: async (a, b) => a + b,
});
