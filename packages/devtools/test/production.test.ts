import { cp, mkdir, mkdtemp, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { rolldown } from 'rolldown'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { build } from 'vite'

const own = fileURLToPath(new URL('..', import.meta.url))
const program = `import { showDevtools } from '@everbearer/devtools'\nshowDevtools(globalThis.auth, { open: true })\n`

/** A word of the panel, and a word of its styles. */
const panelWords = ['everbearer-devtools', 'Trouble only']

let folder: string

/** The package as a tarball has it, with its sources in the place of what is built. */
beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'everbearer-devtools-')))
  const installed = join(folder, 'node_modules/@everbearer/devtools')
  await mkdir(installed, { recursive: true })
  await cp(join(own, 'src'), join(installed, 'src'), { recursive: true })
  await symlink(fileURLToPath(new URL('../core', `file://${own}`)), join(folder, 'node_modules/@everbearer/core'), 'junction')
  const { publishConfig, ...manifest } = JSON.parse(await readFile(join(own, 'package.json'), 'utf8')) as {
    publishConfig: { exports: object }
  }
  const exports = JSON.stringify(publishConfig.exports).replaceAll(/\.\/dist\/([^"]+)\.js/g, './src/$1.ts')
  await writeFile(join(installed, 'package.json'), JSON.stringify({ ...manifest, exports: JSON.parse(exports) as unknown }))
  await writeFile(join(folder, 'main.js'), program)
  await writeFile(join(folder, 'index.html'), '<script type="module" src="/main.js"></script>')
})
afterAll(() => rm(folder, { recursive: true, force: true }))

async function byRolldown(options: Parameters<typeof rolldown>[0]): Promise<string> {
  const built = await rolldown({ input: join(folder, 'main.js'), platform: 'browser', ...options })
  const { output } = await built.generate({ format: 'esm', minify: true })
  await built.close()
  expect(output).toHaveLength(1)
  return output[0].code
}

async function byVite(mode: 'development' | 'production'): Promise<string> {
  const environment = process.env['NODE_ENV']
  // Vite takes the mode of the build from here, as its command line does.
  process.env['NODE_ENV'] = mode
  try {
    const built = await build({ root: folder, mode, configFile: false, logLevel: 'silent', build: { write: false } })
    const { output } = (Array.isArray(built) ? built[0] : built) as { output: { type: string; code?: string }[] }
    return output.map(({ code = '' }) => code).join('\n')
  } finally {
    if (environment === undefined) delete process.env['NODE_ENV']
    else process.env['NODE_ENV'] = environment
  }
}

const bundlers: [name: string, most: number, bundle: (mode: 'development' | 'production') => Promise<string>][] = [
  // Vite adds to each page what loads modules early.
  ['Vite', 1_200, byVite],
  ['a bundler with export conditions', 200, (mode) => byRolldown({ resolve: { conditionNames: ['import', mode, 'default'] } })],
  [
    'a bundler that only replaces process.env.NODE_ENV',
    200,
    (mode) =>
      byRolldown({
        resolve: { conditionNames: ['import', 'default'] },
        transform: { define: { 'process.env.NODE_ENV': JSON.stringify(mode) } },
      }),
  ],
]

describe.each(bundlers)('%s', (_, most, bundle) => {
  test('puts the panel into a development build', async () => {
    const code = await bundle('development')
    for (const word of panelWords) expect(code).toContain(word)
    expect(code).not.toContain('process.env')
  })

  test('puts an empty function into a production build', async () => {
    const code = await bundle('production')
    for (const word of [...panelWords, 'light-dark', 'process.env', 'createElement("section")', 'attachShadow'])
      expect(code).not.toContain(word)
    expect(code.length).toBeLessThan(most)
  })
})

test('the empty function can be called like the other', async () => {
  const { showDevtools } = await import('../src/production.ts')
  const devtools = showDevtools({} as never)
  expect([devtools.open(), devtools.hide(), devtools.close(), devtools[Symbol.dispose]()]).toEqual(Array(4).fill(undefined))
})

test('without a document, as on a server, nothing is shown and nothing is listened to', async () => {
  const { showDevtools } = await import('../src/index.ts')
  const on = (): never => expect.fail('subscribed')
  using devtools = showDevtools({ on } as never)
  expect(devtools.open()).toBeUndefined()
})
