/**
 * The runtimes that the packages are tried on, pinned. Node's first is the lowest that they
 * are for. What npm serves are packages of one platform each, which need no install script.
 *
 * A runtime: what it is called on the command line and in the table, the package that
 * holds it and the binary in it, and how it runs a program. `unlike`: promises of examples
 * that it cannot keep, and why.
 */
export const RUNTIMES = [
  node('20.19.0'),
  node('22.23.3'),
  node('24.21.0'),
  node('26.10.0'),
  {
    name: 'bun',
    label: 'Bun 1.4.5',
    version: '1.4.5',
    pkg: process.arch === 'arm64' ? '@oven/bun-linux-aarch64' : '@oven/bun-linux-x64',
    binary: 'bin/bun',
    args: ['--no-install'],
  },
  {
    name: 'deno',
    label: 'Deno 2.9.6',
    version: '2.9.6',
    pkg: process.arch === 'arm64' ? '@deno/linux-arm64-glibc' : '@deno/linux-x64-glibc',
    binary: 'deno',
    // It looks at threads by way of /proc, which takes all permissions.
    args: ['run', '--allow-all', '--no-lock', '--node-modules-dir=manual'],
    unlike: { promise: /MainThread|Worker-\d/, why: 'threads have no numbers there, and are called by drawn ones' },
  },
];

function node(version) {
  const name = `node${version.split('.')[0]}`;
  return { name, label: `Node ${version}`, version, pkg: `node-linux-${process.arch}`, binary: 'bin/node', args: [] };
}
