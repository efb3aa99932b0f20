import js from '@eslint/js';
import { defineConfig, globalIgnores } from 'eslint/config';
import { createNodeResolver, importX } from 'eslint-plugin-import-x';
import jsdoc from 'eslint-plugin-jsdoc';
import globals from 'globals';
import tseslint from 'typescript-eslint';
import { SEAMS, SOURCES, TOOL_SOURCES, importRules } from './scripts/lint/architecture.mjs';
import { documented } from './scripts/lint/documented.mjs';
import { imports } from './scripts/lint/imports.mjs';
import { moduleState } from './scripts/lint/module-state.mjs';

/** Our own rules; each says at its top what it holds. */
const workspace = { rules: { imports, 'module-state': moduleState } };

const TYPED = ['{packages,apps}/*/{src,test}/**/*.ts'];
const TESTS = ['{packages,apps}/*/test/**/*.ts', ...TOOL_SOURCES];

/** Lint holds the architecture; scripts/test/lint.test.mjs breaks each rule once. */
export default defineConfig([
  globalIgnores(['**/dist/', '**/.built/', '**/coverage/', 'docs/', '**/results/']),
  { linterOptions: { reportUnusedDisableDirectives: 'error', reportUnusedInlineConfigs: 'error' } },
  js.configs.recommended,
  { plugins: { workspace } },

  // Plain JavaScript: scripts, fixtures, configuration.
  {
    files: ['**/*.{js,mjs,cjs}'],
    languageOptions: { globals: { ...globals.nodeBuiltin, ...globals.es2025 } },
  },

  // Configuration in TypeScript belongs to no package: its syntax is checked, its types are not.
  { files: ['*.config.ts'], extends: [tseslint.configs.strict] },

  {
    files: TYPED,
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    plugins: { 'import-x': importX },
    settings: {
      'import-x/parsers': { '@typescript-eslint/parser': ['.ts'] },
      // Siblings are followed into their sources, by the same condition as types are.
      'import-x/resolver-next': [
        createNodeResolver({ extensions: ['.ts', '.js'], conditionNames: ['@sync/source', 'import', 'node', 'default'] }),
      ],
    },
    rules: {
      'import-x/no-cycle': 'error',
      'no-restricted-exports': [
        'error',
        { restrictDefaultExports: { direct: true, named: true, defaultFrom: true, namedFrom: true, namespaceFrom: true } },
      ],
      'no-restricted-syntax': [
        'error',
        { selector: 'ExportAllDeclaration', message: 'Name what is exported: an index is a table of contents.' },
        { selector: 'TSEnumDeclaration', message: 'No enum: constants, or a union of strings.' },
      ],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-import-type-side-effects': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', ignoreUsingDeclarations: true }],
      // It asks for `!`, which another rule forbids.
      '@typescript-eslint/non-nullable-type-assertion-style': 'off',
      // A number in a text is what one expects.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      'max-lines': ['error', { max: 300, skipBlankLines: false, skipComments: false }],
    },
  },

  // What is published.
  {
    files: SOURCES,
    ignores: TOOL_SOURCES,
    plugins: { jsdoc },
    rules: { 'workspace/module-state': 'error', ...documented },
  },
  {
    files: SOURCES,
    ignores: [...SEAMS, ...TOOL_SOURCES],
    rules: {
      'no-restricted-globals': [
        'error',
        {
          globals: [{ name: 'Atomics', message: 'The floor alone uses it: one seam for platforms and the model checker.' }],
          checkGlobalObject: true,
        },
      ],
    },
  },
  importRules,

  // Tests may be bold.
  {
    files: TESTS,
    rules: {
      'max-lines': 'off',
      // Misuse is written with `any`, and what a thread imports has its type by `import()`.
      '@typescript-eslint/no-explicit-any': 'off',
      '@typescript-eslint/consistent-type-imports': ['error', { disallowTypeAnnotations: false }],
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-empty-function': 'off',
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/unbound-method': 'off',
      '@typescript-eslint/no-floating-promises': ['error', { ignoreVoid: true }],
    },
  },
]);
