import { threadId } from '@sync/thread';
import { serve } from '@sync/thread/worker';

serve({
  main: (a, b) => a + b,
  default: () => 'by default',
  where: () => threadId(),
  fails: () => {
    throw new RangeError('served badly');
  },
});
