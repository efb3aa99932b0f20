import { currentThread } from '@sync/thread';

const facts = ({ name, code, message }) => ({ name, code, message });

/** What it is told when it joins itself, in each way; others may be joining it by then. */
export default async function (gate) {
  gate?.wait({ timeout: 10_000 });
  const me = currentThread();
  const refused = [];
  for (const call of ['join', 'joinAsync', 'result', 'resultAsync']) {
    try {
      await me[call]();
    } catch (error) {
      refused.push(facts(error));
    }
  }
  return refused;
}
