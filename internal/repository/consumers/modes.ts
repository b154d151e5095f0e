import { join } from 'node:path'
import { tscFile } from '../run.ts'

/** A way in which users compile: a version of TypeScript, and what it makes modules of. */
export interface Mode {
  readonly name: string
  readonly compiler: string
  readonly options: { readonly module: string; readonly moduleResolution?: string; readonly types?: readonly string[] }
}

const tscOf = (alias: string): string => join(import.meta.dirname, 'node_modules', alias, 'bin', 'tsc')
const compilers = { '5.9': tscOf('typescript-5.9'), '6': tscOf('typescript-6'), '7': tscFile } as const

function mode(version: keyof typeof compilers, module: string, moduleResolution?: string): Mode {
  return {
    name: `TypeScript ${version}, ${[module, moduleResolution].filter(Boolean).join(' with ')}`,
    compiler: compilers[version],
    options: { module, ...(moduleResolution !== undefined && { moduleResolution }) },
  }
}

/** Makes a module of what the nearest package.json says. */
export const emittingMode: Mode = mode('7', 'nodenext')

/** For ES modules. */
export const esModes: readonly Mode[] = [emittingMode]

/** For CommonJS. TypeScript 5.9 has no `bundler` for it, and TypeScript 7 no `node10`. */
export const commonJsModes: readonly Mode[] = [
  mode('5.9', 'nodenext'),
  mode('6', 'nodenext'),
  mode('7', 'nodenext'),
  mode('5.9', 'commonjs', 'node10'),
  mode('6', 'commonjs', 'bundler'),
  mode('7', 'commonjs', 'bundler'),
]

/** For CommonJS, too. These refuse `require()` of an ES module, though Node does not. */
export const rejectingModes: readonly Mode[] = [mode('7', 'node16'), mode('7', 'node18')]
