import { isMainThread, workerData } from 'node:worker_threads';

/*
 * One file, seven parts: the program itself, the process of a JavaScript contender (`--host`), a thread of that process, one
 * that dies in it (`--victim`), the process of a pool (`--pool`), that of a model checker (`--checker`), and one that keeps
 * cores busy (`--burn`), with its threads. Each loads only what it needs, so that a contender's process holds nothing but the
 * contender.
 */
const entry = new URL(import.meta.url);
const args = process.argv.slice(2);

if (args[0] === '--burn') {
  const { burn } = await import('./javascript/burn.ts');
  burn(entry, Number(args[1]));
} else if (args[0] === '--victim') {
  const { runVictim } = await import('./javascript/victim.ts');
  await runVictim();
} else if (!isMainThread && workerData !== null) {
  const { runThread } = await import('./javascript/thread.ts');
  runThread();
} else if (args[0] === '--host') {
  const { runHost } = await import('./javascript/host.ts');
  await runHost(entry, args.slice(1));
} else if (args[0] === '--pool') {
  const { runPools } = await import('./pool/process.ts');
  await runPools(args[1] ?? '');
} else if (args[0] === '--checker') {
  const { runChecker } = await import('./checker/process.ts');
  await runChecker(args[1] ?? '');
} else {
  const { main } = await import('./cli/main.ts');
  await main(args, entry);
}
