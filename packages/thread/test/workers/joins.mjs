/** Joins a thread, which may wait for the gate. */
export default function (thread, gate) {
  gate?.set();
  return thread.join({ timeout: 10_000 });
}
