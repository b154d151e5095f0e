import type { PublishedManifest, PublishedPackage } from '../published-package.ts'

/** What a test changes of a package that is in order. */
export interface Changes {
  /** Fields of its package.json. An undefined field is left out. */
  readonly manifest?: { readonly [Field in keyof PublishedManifest]?: PublishedManifest[Field] | undefined } | undefined
  /** Files by path. An undefined file is left out. */
  readonly files?: Readonly<Record<string, string | undefined>>
  readonly sources?: readonly string[]
  readonly tested?: Readonly<Record<string, string>>
}

/** A package without a fault, but for the changes. */
export function packageWith({ manifest: fields = {}, files: texts = {}, sources, tested }: Changes = {}): PublishedPackage {
  const manifest = defined({ ...soundManifest, ...fields }) as unknown as PublishedManifest
  const all = defined({ ...soundFiles, 'package.json': JSON.stringify(manifest), ...texts })
  return {
    name: soundManifest.name,
    folder: 'packages/ky',
    manifest,
    files: new Map(Object.entries(all).map(([path, text]) => [path, new TextEncoder().encode(text)])),
    sources: sources ?? ['src/index.ts', 'src/main.ts'],
    tested: tested ?? { ky: '2.1.0' },
  }
}

function defined<Value>(fields: Readonly<Record<string, Value | undefined>>): Record<string, Value> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Record<string, Value>
}

const soundManifest: PublishedManifest = {
  name: '@everbearer/ky',
  version: '0.1.0',
  license: 'MIT',
  description: 'Keeps bearer tokens alive for ky.',
  type: 'module',
  repository: { url: 'git+https://github.com/everbearer/everbearer.git', directory: 'packages/ky' },
  engines: { node: '>=22.12' },
  publishConfig: { access: 'public' },
  main: './dist/index.js',
  types: './dist/index.d.ts',
  bin: { ky: './dist/main.js' },
  exports: { '.': { types: './dist/index.d.ts', default: './dist/index.js' }, './package.json': './package.json' },
  typesVersions: { '*': { main: ['./dist/main.d.ts'] } },
  dependencies: { '@everbearer/core': '^0.1.0' },
  peerDependencies: { ky: '^2.0.0' },
}

const soundFiles: Readonly<Record<string, string>> = {
  LICENSE: 'MIT',
  'README.md': '# ky',
  'CHANGELOG.md': '## 0.1.0',
  ...builtFiles('index'),
  ...builtFiles('main', '#!/usr/bin/env node\n'),
}

function builtFiles(name: string, first = ''): Record<string, string> {
  const map = JSON.stringify({ sources: [`../src/${name}.ts`] })
  return {
    [`src/${name}.ts`]: `${first}export {}\n`,
    [`dist/${name}.js`]: `${first}export {}\n//# sourceMappingURL=${name}.js.map`,
    [`dist/${name}.js.map`]: map,
    [`dist/${name}.d.ts`]: `export {}\n//# sourceMappingURL=${name}.d.ts.map`,
    [`dist/${name}.d.ts.map`]: map,
  }
}

/** Core, as the release has it beside the package. */
export const soundCore: PublishedPackage = {
  ...packageWith({
    manifest: {
      name: '@everbearer/core',
      repository: { url: 'git+https://github.com/everbearer/everbearer.git', directory: 'packages/core' },
      dependencies: undefined,
      peerDependencies: undefined,
    },
  }),
  name: '@everbearer/core',
  folder: 'packages/core',
}
