import { vitePreprocess } from '@sveltejs/vite-plugin-svelte';

// Styles go into files: the content security policy has no 'unsafe-inline'.
export default { preprocess: vitePreprocess(), compilerOptions: { css: 'external' } };
