import { sleep } from '@sync/thread';

export default function () {
  sleep(60_000);
}
