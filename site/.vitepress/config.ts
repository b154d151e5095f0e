import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { type DefaultTheme, defineConfig } from 'vitepress'
import { markdown } from '../build/markdown.ts'
import { builtPackages } from '../playground/build/built-packages.ts'
import { playgroundFiles } from '../playground/build/playground-files.ts'

const publicDir = fileURLToPath(new URL('../public', import.meta.url))
const root = fileURLToPath(new URL('../..', import.meta.url))
const sidebars = new URL('pages/sidebars.json', import.meta.url)
const repository = 'https://github.com/everbearer/everbearer'

/** In the page itself, so that it needs no address. */
const icon = `data:image/svg+xml,${encodeURIComponent(readFileSync(new URL('../theme/icon.svg', import.meta.url), 'utf8'))}`

export default defineConfig({
  title: 'Everbearer',
  description: 'Keeps bearer tokens alive for the HTTP client you already have.',
  lang: 'en',
  srcDir: '.vitepress/pages',
  outDir: 'dist',
  cleanUrls: true,
  head: [['link', { rel: 'icon', href: icon }]],
  markdown,
  // The index of the search is large. It is loaded when somebody searches.
  vite: { publicDir, plugins: [builtPackages(root), playgroundFiles(root)], build: { chunkSizeWarningLimit: 4_000 } },
  themeConfig: {
    nav: [
      { text: 'Guide', link: '/guide/getting-started', activeMatch: '^/guide/' },
      { text: 'Reference', link: '/reference/options', activeMatch: '^/reference/' },
      { text: 'API', link: '/api/', activeMatch: '^/api/' },
    ],
    sidebar: JSON.parse(readFileSync(sidebars, 'utf8')) as DefaultTheme.SidebarMulti,
    outline: [2, 3],
    search: { provider: 'local' },
    socialLinks: [{ icon: 'github', link: repository, ariaLabel: 'GitHub' }],
    editLink: {
      // This function becomes text in every page: it can use nothing from here.
      pattern: ({ frontmatter }) => `https://github.com/everbearer/everbearer/edit/main/${String(frontmatter['source'])}`,
      text: 'Edit this page',
    },
  },
})
