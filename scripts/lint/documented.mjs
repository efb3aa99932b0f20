/** What overrides a documented field inherits its comment. */
const FIELD = ':not([accessibility="private"]):not([key.type="PrivateIdentifier"]):not([override=true])';

/**
 * Every export and every public member of a class carries a doc comment. Members of
 * interfaces and re-exports are left to judgement.
 */
export const documented = {
  'jsdoc/require-jsdoc': [
    'error',
    {
      publicOnly: true,
      checkConstructors: true,
      enableFixer: false,
      require: { FunctionDeclaration: true, ClassDeclaration: true, MethodDefinition: true },
      contexts: [
        'TSInterfaceDeclaration',
        'TSTypeAliasDeclaration',
        'ExportNamedDeclaration > VariableDeclaration',
        `ClassBody > PropertyDefinition${FIELD}`,
        'ClassBody > TSAbstractMethodDefinition',
      ],
    },
  ],
};
