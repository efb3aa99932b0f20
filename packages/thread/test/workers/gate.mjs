/** Runs until the event is set. */
export default function (gate) {
  gate.wait({ timeout: 60_000 });
  return 'through';
}
