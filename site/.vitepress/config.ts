import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitepress'

const publicDir = fileURLToPath(new URL('../public', import.meta.url))

export default defineConfig({
  title: 'Everbearer',
  description: 'Keeps bearer tokens alive for the HTTP client you already have.',
  lang: 'en',
  srcDir: '.vitepress/pages',
  outDir: 'dist',
  cleanUrls: true,
  vite: { publicDir },
})
