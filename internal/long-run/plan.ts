import { ofLongRun } from '../neighbours/libraries.ts'

/** A piece of a long run: minutes of work, which is done as a whole or not at all. */
export interface Piece {
  readonly id: string
  readonly part: PartName
  /** How much of the part's unit the piece does. */
  readonly amount: number
  /** Arguments of Node. */
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
}

export interface Part {
  readonly unit: string
  /** How many units the part has. */
  readonly goal: number
  /** Does the report show what each piece printed? */
  readonly showsOutput: boolean
  readonly pieces: readonly Piece[]
}

export const partNames = ['model', 'worlds', 'parsers', 'urls', 'prints', 'mutants', 'soak', 'fleet', 'tabs', 'neighbours'] as const
export type PartName = (typeof partNames)[number]

export type Plan = Readonly<Record<PartName, Part>>

/** What the plan depends on. */
export interface Circumstances {
  readonly hasChromium: boolean
  /** How many mutants each list has, by its path. */
  readonly mutantLists: Readonly<Record<string, number>>
}

const vitest = 'node_modules/vitest/vitest.mjs'

export function planOf({ hasChromium, mutantLists }: Circumstances): Plan {
  return {
    model: split('model', 'schedules', 1_000_000, 20_000, (amount, done) => ({
      // A piece takes two seeds, one for each half of its schedules.
      ...testsOfCore('test/model/', { EVERBEARER_SCHEDULES: amount, EVERBEARER_SEED: 1_000 + (2 * done) / amount }),
    })),
    worlds: {
      unit: 'kinds of worlds with one disturbance',
      goal: 2,
      showsOutput: false,
      pieces: ['small-worlds', 'pair-worlds'].map((name) => ({
        id: name,
        part: 'worlds',
        amount: 1,
        ...testsOfCore(name, { EVERBEARER_DISTURBANCES: 1 }),
      })),
    },
    parsers: split('parsers', 'inputs for each parser', 1_000_000, 100_000, (amount, done) =>
      testsOfCore('test/fuzz/', { EVERBEARER_FUZZ: amount, EVERBEARER_SEED: done + 1 }),
    ),
    urls: split('urls', hasChromium ? 'URLs in Node and Chromium' : 'URLs in Node alone', 100_000, 5_000, (amount, done) =>
      program('internal/fuzz/main.ts', '--url', amount, '--seed', done + 1, ...(hasChromium ? [] : ['--no-browser'])),
    ),
    prints: split('prints', 'situations for each client', 10_000, 1_000, (amount, done) =>
      program('internal/fuzz/main.ts', '--print', amount, '--seed', done + 1),
    ),
    mutants: {
      unit: 'mutants',
      goal: Object.values(mutantLists).reduce((sum, count) => sum + count, 0),
      showsOutput: false,
      pieces: Object.entries(mutantLists).map(([list, amount]) => ({
        id: list,
        part: 'mutants',
        amount,
        ...program('internal/mutants/main.ts', '--only', list),
      })),
    },
    soak: {
      unit: 'runs of five minutes',
      goal: 6,
      showsOutput: true,
      pieces: [1, 2, 3].flatMap((seed) =>
        [[], ['--refresh-tokens']].map((flags) => ({
          id: ['soak', `seed ${seed}`, ...flags].join(' '),
          part: 'soak',
          amount: 1,
          ...program('internal/soak/main.ts', '--minutes', 5, '--seed', seed, ...flags),
        })),
      ),
    },
    fleet: fleetPart(),
    tabs: tabsPart(hasChromium),
    neighbours: neighboursPart(),
  }
}

/** A hundred lifetimes of 64 processes on Redis, and smaller fleets on other stores and on stores that lose writes. */
function fleetPart(): Part {
  const seeds = Array.from({ length: 10 }, (_, index) => index + 1)
  const small = ['--processes', 8]
  const pieces = [
    ...seeds.map((seed) => fleetPiece(seed, ['--store', 'redis', '--processes', 64, '--interval', 1])),
    fleetPiece(11, ['--store', 'valkey', ...small]),
    ...[12, 13].map((seed) => fleetPiece(seed, ['--store', 'file', ...small])),
    ...['flush', 'evict', 'failover'].map((scenario) => fleetPiece(14, ['--store', 'redis', ...small, '--scenario', scenario])),
  ]
  return { unit: 'lifetimes of a fleet', goal: pieces.reduce((sum, { amount }) => sum + amount, 0), showsOutput: true, pieces }
}

function fleetPiece(seed: number, args: readonly (string | number)[]): Piece {
  const lifetimes = 10
  const all = [...args, '--lifetimes', lifetimes, '--seed', seed]
  return {
    id: ['fleet', ...all].join(' ').replaceAll('--', ''),
    part: 'fleet',
    amount: lifetimes,
    ...program('internal/fleet/main.ts', ...all),
  }
}

/** Ten tabs of Chromium for twenty lifetimes, with several seeds. */
function tabsPart(hasChromium: boolean): Part {
  const lifetimes = 20
  const pieces = (hasChromium ? [1, 2, 3] : []).map((seed): Piece => {
    const all = ['--tabs', 10, '--lifetimes', lifetimes, '--lifetime', 10, '--seed', seed]
    return { id: `tabs seed ${seed}`, part: 'tabs', amount: lifetimes, ...program('internal/tabs/main.ts', ...all) }
  })
  return { unit: 'lifetimes of ten tabs', goal: lifetimes * pieces.length, showsOutput: true, pieces }
}

/** Each library that Everbearer works with and that has no test in CI. */
function neighboursPart(): Part {
  const pieces = ofLongRun.map(({ page }): Piece => ({
    id: `neighbours ${page}`,
    part: 'neighbours',
    amount: 1,
    ...program('internal/neighbours/main.ts', '--only', page),
  }))
  return { unit: 'libraries on top', goal: pieces.length, showsOutput: true, pieces }
}

type Work = Pick<Piece, 'args' | 'env'>

/** @param work - what the piece does that begins when so many units are `done` */
function split(part: PartName, unit: string, goal: number, amount: number, work: (amount: number, done: number) => Work): Part {
  const pieces = Array.from({ length: goal / amount }, (_, i) => ({
    id: `${part} ${i * amount + 1} to ${(i + 1) * amount}`,
    part,
    amount,
    ...work(amount, i * amount),
  }))
  return { unit, goal, showsOutput: false, pieces }
}

function testsOfCore(filter: string, env: Readonly<Record<string, number>>): Work {
  return {
    args: [vitest, 'run', '--project', 'core', filter],
    env: Object.fromEntries(Object.entries(env).map(([name, value]) => [name, String(value)])),
  }
}

function program(file: string, ...args: readonly (string | number)[]): Work {
  return { args: [file, ...args.map(String)], env: {} }
}

/** The line that repeats a piece. */
export function commandOf({ args, env }: Piece): string {
  return [...Object.entries(env).map(([name, value]) => `${name}=${value}`), 'node', ...args].join(' ')
}
