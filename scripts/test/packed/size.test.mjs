import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { BUDGETS } from './budgets.mjs';
import { project } from './project.mjs';

let user;
beforeAll(async () => {
  user = await project(Object.keys(inject('tarballs')), { keep: true });
}, 120_000);
afterAll(() => user.remove());

test.each(BUDGETS)('import { $imports } from $from costs less than $bytes bytes', async ({ imports, from, bytes }) => {
  const { outputFiles } = await build({
    stdin: { contents: `export { ${imports} } from '${from}';`, resolveDir: user.folder },
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    write: false,
  });
  const size = gzipSync(outputFiles[0].contents, { level: 9 }).length;
  console.log(`${from} { ${imports} }: ${size} bytes gzipped, ${outputFiles[0].contents.length} minified`);
  expect(size).toBeLessThan(bytes);
});
