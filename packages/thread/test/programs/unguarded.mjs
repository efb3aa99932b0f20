import { Thread } from '@sync/thread';

// Nothing keeps this from running in the thread as well.
export const thread = new Thread(import.meta.url, { export: 'main', name: 'again' });
thread.start();

export const main = () => 'ran';
