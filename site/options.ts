import type { Command } from '../internal/tools/command-line.ts'
import { text, wholeNumber } from '../internal/tools/option-kinds.ts'

const options = {
  base: text(
    { placeholder: 'path', allowed: 'a path that begins and ends with /', absent: '/', about: 'where the site is on its host' },
    (path) => (/^\/(?:[\w.-]+\/)*$/.test(path) ? path : undefined),
  ),
  port: wholeNumber({ placeholder: 'n', least: 0, most: 65_535, absent: 4173, about: 'where the site is served; 0: a free port' }),
}

export const site: Command<typeof options> = {
  name: 'site',
  start: 'npm run site -- [build]',
  about: `Builds the site of the documentation into site/dist, and serves it on 127.0.0.1.
With the word build before the options, only builds it.`,
  options,
}
