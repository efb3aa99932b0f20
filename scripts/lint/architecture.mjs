/**
 * Which way the arrows point. Every package may import the floor; what else a package
 * may import is written here, and nowhere else. Nothing else imports a sibling.
 */
const FLOOR = 'atomics';
const ALSO = {
  shared: ['codec'],
  queue: ['codec'],
  thread: ['codec'],
  pool: ['codec', 'thread'],
};

/** Packages that only tests use: they may do what tests may. */
const TOOLS = ['testing', 'model-testing'];

const sourcesOf = (name) => `packages/${name}/src/**/*.ts`;

/** Where the platform's `Atomics` may be used: the floor, and what stands in for it in a check. */
export const SEAMS = [sourcesOf(FLOOR), 'packages/model/src/platform.ts'];

/** The sources that are held to everything. */
export const SOURCES = [sourcesOf('*')];
export const TOOL_SOURCES = TOOLS.map(sourcesOf);
export const FLOOR_SOURCES = [sourcesOf(FLOOR)];
export const APPS = ['apps/**/*.{ts,mjs}'];

/** The rule of imports, with what it allows each package. */
export const importRules = [
  allowing(SOURCES, { siblings: [FLOOR], internal: true, platform: false }),
  allowing(FLOOR_SOURCES, { siblings: [], internal: true, platform: false }),
  ...Object.entries(ALSO).map(([name, others]) =>
    allowing([sourcesOf(name)], { siblings: [FLOOR, ...others], internal: true, platform: false }),
  ),
  allowing(TOOL_SOURCES, { siblings: 'all', internal: true, platform: true }),
  allowing(APPS, { siblings: 'all', internal: false, platform: true }),
];

function allowing(files, options) {
  return { files, rules: { 'workspace/imports': ['error', options] } };
}
