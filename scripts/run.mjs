// The front door of the workspace: `node scripts/run.mjs TASK ...`, which is what every
// npm script of the root does. It must be understood even by a very old Node, to be able
// to say that it is too old: old syntax and no `node:` here, everything else is behind
// the import at the end.

import { readFileSync } from 'fs';

const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
const wanted = manifest.engines.node.replace('>=', '');

function isOlder(have, than) {
  const a = have.split('.').map(Number);
  const b = than.split('.').map(Number);
  return a[0] !== b[0] ? a[0] < b[0] : a[1] < (b[1] || 0);
}

function end(error) {
  // What is ours to explain has been put in one sentence; anything else is a bug of ours.
  console.error(error.explained ? error.message : error);
  process.exitCode = 1;
}

if (isOlder(process.versions.node, wanted)) {
  end({
    explained: true,
    message: 'This workspace needs Node ' + wanted + ' or newer; this is Node ' + process.versions.node + '.',
  });
} else {
  import('./lib/tasks.mjs')
    .then(function (tasks) {
      process.exitCode = tasks.runTask(process.argv[2], process.argv.slice(3));
    })
    .catch(end);
}
