import { Thread } from '@sync/thread';

new Thread(new URL('./unguarded-round.mjs', import.meta.url), { name: 'round' }).start();
export default () => 'ran';
