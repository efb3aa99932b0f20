import { builtinModules } from 'node:module';
import { dirname, resolve, sep } from 'node:path';

const SIBLING = /^@sync\/([^/]+)(\/.*)?$/;

/**
 * What a file may import: which siblings, their internal entry or not, the platform's
 * own modules or not, and no file outside of its own folder. All forms count: types,
 * re-exports, `import()` and `import('x').Type`. The platform's modules alone may be had
 * by `import()`, which asks for them when they are needed.
 */
export const imports = {
  meta: {
    type: 'problem',
    schema: [
      {
        type: 'object',
        properties: {
          siblings: { anyOf: [{ const: 'all' }, { type: 'array', items: { type: 'string' } }] },
          internal: { type: 'boolean' },
          platform: { type: 'boolean' },
        },
      },
    ],
    messages: {
      sibling: 'This package may not import {{source}}: scripts/lint/architecture.mjs has the table of what may import what.',
      internal: '{{source}} is for the packages alone; it promises nothing to anyone else.',
      platform: 'Browsers and bundlers import this package too: {{source}} is to be asked for where it is needed, by process.getBuiltinModule.',
      outside: '{{source}} is outside of this folder: import the package by its name.',
    },
  },
  create(context) {
    const [{ siblings, internal, platform }] = context.options;
    const home = homeOf(context.filename);

    function check(node, lazy) {
      const source = node?.value;
      if (typeof source !== 'string') return;
      const messageId = problem(source, lazy);
      if (messageId !== undefined) context.report({ node, messageId, data: { source } });
    }

    function problem(source, lazy) {
      const [, sibling, entry] = SIBLING.exec(source) ?? [];
      if (sibling !== undefined) {
        if (siblings !== 'all' && !siblings.includes(sibling)) return 'sibling';
        return entry === '/internal' && !internal ? 'internal' : undefined;
      }
      if (source.startsWith('.')) {
        return resolve(dirname(context.filename), source).startsWith(home + sep) ? undefined : 'outside';
      }
      return !platform && !lazy && isPlatform(source) ? 'platform' : undefined;
    }

    return {
      ImportDeclaration: (node) => check(node.source, false),
      ExportNamedDeclaration: (node) => check(node.source, false),
      ExportAllDeclaration: (node) => check(node.source, false),
      ImportExpression: (node) => check(node.source, true),
      TSImportType: (node) => check(node.source ?? node.argument?.literal, false),
      TSExternalModuleReference: (node) => check(node.expression, false),
    };
  },
};

/** The folder that a file may not reach out of: its `src`, or the package where it is not in one. */
function homeOf(filename) {
  const [home] = /^.*?[\\/](?:packages|apps)[\\/][^\\/]+(?:[\\/]src(?=[\\/]))?/.exec(filename) ?? [dirname(filename)];
  return home;
}

function isPlatform(source) {
  return source.startsWith('node:') || builtinModules.includes(source);
}
