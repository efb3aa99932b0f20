// The chain goes through a module that this one imports.
import { Thread } from '@sync/thread';
import './unguarded-other.mjs';

new Thread(new URL('./unguarded-other.mjs', import.meta.url), { name: 'other' }).start();
export default () => 'ran';
