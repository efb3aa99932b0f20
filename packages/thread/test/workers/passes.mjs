/** Says that it runs, and does until the gate opens. */
export default function (running, gate) {
  running.set();
  gate.wait({ timeout: 60_000 });
  return 'through';
}
