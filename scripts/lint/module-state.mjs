/** What is made to be changed, or starts something. */
const MUTABLE = new Set([
  ...['Map', 'Set', 'WeakMap', 'WeakSet', 'WeakRef', 'Array', 'Object', 'FinalizationRegistry'],
  ...['SharedArrayBuffer', 'ArrayBuffer', 'DataView'],
  ...['Int8Array', 'Uint8Array', 'Uint8ClampedArray', 'Int16Array', 'Uint16Array', 'Int32Array'],
  ...['Uint32Array', 'BigInt64Array', 'BigUint64Array', 'Float32Array', 'Float64Array'],
  ...['Worker', 'SharedWorker', 'MessageChannel', 'BroadcastChannel', 'AbortController', 'EventTarget'],
]);

const FUNCTIONS = new Set(['FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression']);

/**
 * No state in a module: what a thread keeps for itself hangs off the one context, so that
 * copies of a package work as one and a model checker can play several threads in one.
 * Variables at module level are `const`, and hold nothing that can be changed; the same
 * goes for the static fields of classes.
 */
export const moduleState = {
  meta: {
    type: 'problem',
    schema: [],
    messages: {
      variable: 'A module keeps no state: make this `const`, or keep it in the context of the thread.',
      literal: 'A module keeps no state: write `as const` or Object.freeze, or keep this in the context of the thread.',
      created: 'A module keeps no state and starts nothing: {{name}} belongs in a function, or in the context of the thread.',
      field: 'A class keeps no state: make this static field `readonly`, or keep it in the context of the thread.',
    },
  },
  create(context) {
    return {
      VariableDeclaration(node) {
        if (!isModuleLevel(node) || node.declare) return;
        if (node.kind !== 'const') context.report({ node, messageId: 'variable' });
        for (const { init } of node.declarations) checkValue(init);
      },
      PropertyDefinition(node) {
        if (!node.static || node.declare || !isModuleLevel(node.parent)) return;
        if (!node.readonly) context.report({ node, messageId: 'field' });
        checkValue(node.value);
      },
      NewExpression(node) {
        const { name } = node.callee;
        if (MUTABLE.has(name) && isModuleLevel(node)) context.report({ node, messageId: 'created', data: { name } });
      },
    };

    function checkValue(value) {
      const literal = literalOf(value);
      if (literal !== undefined) context.report({ node: literal, messageId: 'literal' });
    }
  },
};

/** An object or array that is written out, and not frozen by `as const`. */
function literalOf(value) {
  switch (value?.type) {
    case 'ObjectExpression':
    case 'ArrayExpression':
      return value;
    case 'TSAsExpression':
      return value.typeAnnotation.typeName?.name === 'const' ? undefined : literalOf(value.expression);
    case 'TSSatisfiesExpression':
    case 'TSNonNullExpression':
      return literalOf(value.expression);
    default:
      return undefined;
  }
}

/** True where a node is evaluated when the module is. */
function isModuleLevel(node) {
  for (let at = node; at !== null; at = at.parent) {
    if (FUNCTIONS.has(at.type)) return false;
    // A field of an instance: evaluated once for each.
    if (at.type === 'PropertyDefinition' && !at.static) return false;
    // A block, a loop or a try: what is declared in it is gone with it.
    if (at.type === 'BlockStatement' && node.type === 'VariableDeclaration') return false;
    if (at.type === 'StaticBlock' && node.type === 'VariableDeclaration') return false;
  }
  return true;
}
