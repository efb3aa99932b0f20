/** What runs this: `node`, `bun` or `deno`. */
export const runtime = 'Deno' in globalThis ? 'deno' : 'Bun' in globalThis ? 'bun' : 'node';
