/**
 * How the page is built: into files that a strict Content-Security-Policy lets load, from whatever path they are
 * served.
 */
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import type { UserConfig } from 'vite';

const folder = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

const config: UserConfig = {
  root: folder('page'),
  // relative, so that the page also works behind a proxy that gives it a path
  base: './',
  plugins: [react()],
  build: {
    outDir: folder('dist/page'),
    emptyOutDir: true,
    target: 'es2022',
    // nothing inline: neither scripts nor data: URLs
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    // of what the page is made of, as their licenses ask
    license: { fileName: 'licenses.md' },
    chunkSizeWarningLimit: 700,
  },
};

// Vite reads the default export
export default config;
