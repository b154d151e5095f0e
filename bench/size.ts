// What each package costs a browser, minified and gzipped, bytes: `node bench/size.ts`. Below, what each module of core
// adds: what a bundle loses that has all code but this module's. They add up to less than the whole, for modules share
// words, and sharing is what gzip lives on.
import { gzipSync } from 'node:zlib'
import { fileURLToPath } from 'node:url'
import { basename } from 'node:path'
import { type Plugin, rolldown } from 'rolldown'
import { minify } from 'rolldown/utils'

interface Size {
  readonly minified: number
  readonly gzipped: number
}

interface Bundle extends Size {
  /** What is left of each module after tree-shaking, by file. */
  readonly modules: ReadonlyMap<string, string>
}

const root = fileURLToPath(new URL('..', import.meta.url))
const core = `${root}packages/core/src/index.ts`
const sourceOf = (name: string): string => `${root}packages/${name}/src/index.ts`

/** What the packages are used with; not theirs to count. */
const peers = ['axios', 'ky', 'ofetch']

async function bundle(entry: string, external: readonly string[]): Promise<Bundle> {
  const virtual: Plugin = {
    name: 'entry',
    resolveId: (id) => (id === 'entry' ? id : undefined),
    load: (id) => (id === 'entry' ? entry : undefined),
  }
  const built = await rolldown({
    input: 'entry',
    external: [...external],
    platform: 'browser',
    treeshake: { moduleSideEffects: false },
    plugins: [virtual],
    logLevel: 'silent',
  })
  const { output } = await built.generate({ format: 'esm', minify: true })
  await built.close()
  const [{ code, modules }] = output
  const rendered = Object.entries(modules).filter(([id]) => id !== 'entry').map(([id, module]) => [id, module.code ?? ''] as const)
  return { ...sizeOf(code), modules: new Map(rendered) }
}

function sizeOf(code: string): Size {
  return { minified: Buffer.byteLength(code), gzipped: gzipSync(code, { level: 9 }).byteLength }
}

const all = (file: string): string => `export * from ${JSON.stringify(file)}`
const only = (name: string, file: string): string => `export { ${name} } from ${JSON.stringify(file)}`

const rows: [name: string, entry: string, external: readonly string[]][] = [
  ['core: createCoordinator, without p-retry', only('createCoordinator', core), ['p-retry']],
  ['core: createCoordinator', only('createCoordinator', core), []],
  ['core, all of it, without p-retry', all(core), ['p-retry']],
  ['core, all of it', all(core), []],
  ...['fetch', 'axios'].flatMap((name): typeof rows => [
    [`${name}: withBearer alone, without core`, only('withBearer', sourceOf(name)), ['@everbearer/core', ...peers]],
    [`${name}: withBearer and createCoordinator`, only('withBearer, createCoordinator', sourceOf(name)), peers],
  ]),
  ['oauth2: clientCredentials, without core', only('clientCredentials', sourceOf('oauth2')), ['@everbearer/core']],
  ['oauth2: clientCredentials, without oauth4webapi either', only('clientCredentials', sourceOf('oauth2')), ['@everbearer/core', 'oauth4webapi']],
]

console.log(`${'bytes'.padEnd(58)}${'minified'.padStart(10)}${'gzipped'.padStart(10)}`)
for (const [name, entry, external] of rows) print(name, await bundle(entry, external))

const entry = only('createCoordinator', core)
const whole = await bundle(entry, ['p-retry'])
const codes = [...whole.modules.values()]
const together = await sizeTogether(codes)
console.log(`\n${'of createCoordinator without p-retry, by module'.padEnd(58)}${'minified'.padStart(10)}${'gzipped'.padStart(10)}`)
const costs = await Promise.all(
  [...whole.modules].map(async ([id, code]) => {
    const without = await sizeTogether(codes.filter((other) => other !== code))
    return { name: basename(id), minified: together.minified - without.minified, gzipped: together.gzipped - without.gzipped }
  }),
)
for (const { name, ...size } of costs.toSorted((a, b) => b.gzipped - a.gzipped)) print(name, size)

async function sizeTogether(parts: readonly string[]): Promise<Size> {
  const { code } = await minify('all.js', `(()=>{${parts.join('\n')}return createCoordinator})()`, { compress: { unused: false } })
  return sizeOf(code)
}

function print(name: string, { minified, gzipped }: Size): void {
  console.log(`${name.padEnd(58)}${`${minified}`.padStart(10)}${`${gzipped}`.padStart(10)}`)
}
