import js from '@eslint/js';
import typescript from 'typescript-eslint';

/** The shape of code, for every language and folder. */
const shape = {
  complexity: ['error', 10],
  'max-lines': ['error', { max: 400 }],
  'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }],
  eqeqeq: 'error',
  curly: ['error', 'multi-line'],
  'no-var': 'error',
  'prefer-const': 'error',
  'object-shorthand': 'error',
  // Texts of users are cleaned of control characters by expressions that must name them.
  'no-control-regex': 'off',
};

const typed = {
  '@typescript-eslint/no-floating-promises': 'error',
  '@typescript-eslint/no-misused-promises': 'error',
  '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
  '@typescript-eslint/no-explicit-any': 'error',
  '@typescript-eslint/no-unnecessary-type-assertion': 'error',
  '@typescript-eslint/only-throw-error': 'error',
  '@typescript-eslint/return-await': ['error', 'in-try-catch'],
  '@typescript-eslint/explicit-module-boundary-types': 'off',
  // In a file with decorators this rule says nothing: an injected class must stay a value import for its metadata.
  '@typescript-eslint/consistent-type-imports': 'error',
  '@typescript-eslint/no-unused-vars': [
    'error',
    {
      argsIgnorePattern: '^_',
      varsIgnorePattern: '^_$',
      destructuredArrayIgnorePattern: '^_',
      ignoreRestSiblings: true,
    },
  ],
  '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
  // An adapter is async because its port is, and a Nest module is a class because Nest wants one.
  '@typescript-eslint/require-await': 'off',
  '@typescript-eslint/no-extraneous-class': 'off',
};

const environmentName = { object: 'process', property: 'env', message: 'Settings come from src/config only.' };

const doubleCast = {
  selector: 'TSAsExpression > TSAsExpression[typeAnnotation.type="TSUnknownKeyword"]',
  message: 'A cast through unknown hides an error; narrow the type or fix the source.',
};
const clockAndChance = [
  ['CallExpression[callee.object.name="Date"][callee.property.name="now"]', 'Ask the Clock port, or take the time.'],
  ['NewExpression[callee.name="Date"][arguments.length=0]', 'Ask the Clock port, or take the time as an argument.'],
  ['CallExpression[callee.object.name="Math"][callee.property.name="random"]', 'Chance comes through a port.'],
].map(([selector, message]) => ({ selector, message }));
const ormSave = {
  selector: 'CallExpression[callee.property.name="save"]',
  message: 'Write with insert, update or upsert: save reads first and opens a transaction of its own.',
};

const nestForwardRef = {
  name: '@nestjs/common',
  importNames: ['forwardRef'],
  message: 'A cycle is a design error; break it with an event or a port.',
};
const processEnvImport = { name: 'node:process', importNames: ['env'], message: environmentName.message };
const onlyInjectable = {
  name: '@nestjs/common',
  allowImportNames: ['Injectable'],
  message: 'The application layer knows nothing of Nest but Injectable.',
};
const anyPackage = { regex: '^[^.]', message: 'This layer imports no package, not even one of Node.' };
const anyPackageButNest = { regex: '^(?!@nestjs/common$)[^.]', message: 'The application layer imports no package.' };
const databasePackages = {
  regex: '^(typeorm|pg|redis|@nestjs/typeorm|@electric-sql/.*)$',
  message: 'Only infrastructure and modules know the database.',
};

const imports = (paths, patterns = []) => ({ 'no-restricted-imports': ['error', { paths, patterns }] });
const syntax = (...selectors) => ({ 'no-restricted-syntax': ['error', ...selectors] });

const specs = ['**/*.spec.ts', 'test/**/*.ts'];
const nodeGlobals = Object.fromEntries(
  Object.getOwnPropertyNames(globalThis)
    .filter((name) => name !== 'undefined')
    .map((name) => [name, 'readonly']),
);

export default typescript.config(
  { ignores: ['dist/', '.dist-*/', 'node_modules/', 'data/', 'coverage/', '.cache/', 'bench/results/'] },
  // A rule that does not fit is changed here, for everybody, with a reason.
  { linterOptions: { noInlineConfig: true } },
  js.configs.recommended,
  { rules: shape },
  {
    files: ['**/*.ts'],
    extends: [typescript.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: { ...typed, ...syntax(doubleCast) },
  },
  {
    files: ['src/**/*.ts'],
    rules: {
      'no-console': 'error',
      'no-restricted-properties': ['error', environmentName],
      ...imports([nestForwardRef, processEnvImport]),
    },
  },
  { files: ['src/config/**/*.ts'], rules: { 'no-restricted-properties': 'off', ...imports([nestForwardRef]) } },
  {
    files: ['src/shared/**/*.ts', 'src/domain/**/*.ts'],
    ignores: specs,
    rules: { ...imports([], [anyPackage]), ...syntax(doubleCast, ...clockAndChance) },
  },
  {
    files: ['src/application/**/*.ts'],
    ignores: specs,
    rules: { ...imports([onlyInjectable], [anyPackageButNest]), ...syntax(doubleCast, ...clockAndChance) },
  },
  {
    files: ['src/presentation/**/*.ts'],
    ignores: specs,
    rules: imports([nestForwardRef, processEnvImport], [databasePackages]),
  },
  { files: ['src/infrastructure/persistence/**/*.ts'], ignores: specs, rules: syntax(doubleCast, ormSave) },
  // A generated migration is a list of statements.
  { files: ['migrations/*.ts'], rules: { 'max-lines-per-function': 'off' } },
  {
    files: specs,
    rules: {
      'max-lines-per-function': 'off',
      '@typescript-eslint/unbound-method': 'off',
      // Jest's matchers (expect.objectContaining and so on) are of type any.
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      // Tests of exact numbers write the inexact ones too.
      'no-loss-of-precision': 'off',
    },
  },
  { files: ['**/*.mjs'], languageOptions: { globals: nodeGlobals } },
  {
    files: ['**/*.cjs'],
    languageOptions: {
      sourceType: 'commonjs',
      globals: { ...nodeGlobals, module: 'writable', require: 'readonly', __dirname: 'readonly' },
    },
  },
);
