import js from '@eslint/js';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import ts from 'typescript-eslint';

// Which way imports go: components know no step and no IPC, and a step knows no other step.
const only = (patterns, message) => ({ 'no-restricted-imports': ['error', { patterns: [{ group: patterns, message }] }] });

export default ts.config(
  { ignores: ['dist', 'src/ipc/bindings.ts'] },
  js.configs.recommended,
  ...ts.configs.recommended,
  ...svelte.configs.recommended,
  { languageOptions: { globals: globals.browser } },
  { files: ['**/*.svelte', '**/*.svelte.ts'], languageOptions: { parserOptions: { parser: ts.parser } } },
  { files: ['src/components/**'], rules: only(['**/wizard/*', '**/steps/**', '**/ipc/backend*'], 'components know no wizard') },
  { files: ['src/steps/*/**'], rules: only(['../../steps/*', '../[a-z]*/*Step.svelte'], 'a step knows no other step') },
  { files: ['src/house/**'], rules: only(['**/steps/**'], 'the house knows no step') },
);
