import { svelte } from '@sveltejs/vite-plugin-svelte';
import { svelteTesting } from '@testing-library/svelte/vite';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';
import en from './messages/en.json' with { type: 'json' };
import first from './messages/first-page.json' with { type: 'json' };

/** The texts of the first page alone; the wizard brings all of them. */
function firstTexts(): Plugin {
  const id = 'virtual:first-texts';
  const texts = Object.entries(en).filter(([key]) => first.some((beginning) => key.startsWith(beginning)));
  return {
    name: 'first-texts',
    resolveId: (source) => (source === id ? `\0${id}` : undefined),
    load: (source) => (source === `\0${id}` ? `export default ${JSON.stringify(Object.fromEntries(texts))}` : undefined),
  };
}

export default defineConfig({
  plugins: [svelte(), svelteTesting(), firstTexts()],
  build: { target: 'es2022', assetsInlineLimit: 0 },
  server: { port: 5173, strictPort: true },
  test: { environment: 'jsdom', include: ['src/**/*.test.ts'], setupFiles: ['src/texts.setup.ts'] },
});
