import { basename } from 'node:path/posix'
import { describe, expect, it } from 'vitest'
import { betterWordFor } from './code/words-to-avoid.ts'
import { publicNamesOf } from './code/public-names.ts'
import { allSources } from './code/sources.ts'
import { readText } from './repository.ts'

/** Names that are still to change, by file. */
const exceptions: Readonly<Record<string, readonly string[]>> = {
  'bench/jobs/storm.ts': ['lastAnswer'], // a field of stored measurements
  'packages/core/src/index.ts': ['Answer'], // goes with the state
  'packages/core/src/policy/classify-response.ts': ['Answer'], // goes with the state
  'packages/core/src/policy/cooldown.ts': ['Rest'], // goes with the state
  'packages/core/src/policy/token-outcome.ts': ['refused'], // goes with the state
  'packages/core/src/session/active-token.ts': ['HeldToken', 'holdToken', 'rehold'], // goes with the state
  'packages/core/src/session/commit-answer.ts': ['commit-answer', 'commitAnswer'], // goes with the state
  'packages/core/src/session/current-token.ts': ['TokenSlot', 'createTokenSlot'], // goes with the state
  'packages/core/src/session/outlook.ts': ['Outlook', 'createOutlook', 'expectOpen', 'isOpen', 'outlook', 'reopen'], // goes with the state
  'packages/core/src/session/present-refresh-token.ts': ['answer', 'known'], // goes with the state
  'packages/core/src/session/refresh-context.ts': ['Answer', 'known'], // goes with the state
  'packages/core/src/session/request-token.ts': ['TokenAnswer'], // goes with the state
  'packages/core/src/session/resilient-store.ts': ['Look', 'found'], // goes with the state
  'packages/core/src/session/session-identity.ts': ['begin', 'expectOpen'], // goes with the state
  'packages/core/src/session/session-source.ts': ['reopen'], // goes with the state
  'packages/core/src/token/token-lifetime.ts': ['Windows'], // goes with the state
  'packages/core/test/model/process.ts': ['answer', 'noteAnswered', 'told'], // goes with the state
  'packages/core/test/model/world.ts': ['isFamily'], // goes with the state
  'packages/core/test/refusals.test.ts': ['refusals'], // goes with the state
  'packages/core/test/refused-refreshes.test.ts': ['refused-refreshes'], // goes with the state
  'packages/core/test/windows.test.ts': ['windows'], // goes with the state
  'packages/core/test/world.ts': ['answer', 'begin', 'refused'], // goes with the state
  'packages/core/test/worlds/endpoint.ts': ['refused'], // goes with the state
  'packages/core/test/worlds/watched-coordinator.ts': ['refuse'], // goes with the state
  'packages/ky/src/late-attempt.ts': ['late-attempt', 'sendLate'], // goes when both clients share one idea
  'packages/ofetch/src/timed-attempt.ts': ['timed-attempt', 'timedAttempt'], // goes when both clients share one idea
}

/** The names of one source that have better ones, its own name too. */
function poorNamesOf(file: string, source: string): string[] {
  const own = basename(file).replace(/(\.test)?(\.browser)?\.\w+$/, '')
  const names = publicNamesOf(file, source).filter(({ kind, name }) => betterWordFor(name, kind === 'value') !== undefined)
  return [...new Set([...(betterWordFor(own) === undefined ? [] : [own]), ...names.map(({ name }) => name)])].toSorted()
}

describe('the names that other files see', () => {
  it('are the words of the standard, the platform or the neighbour library', async () => {
    const files = await allSources()
    const poor = await Promise.all(files.map(async (file) => [file, poorNamesOf(file, await readText(file))] as const))
    const found = Object.fromEntries(poor.filter(([, names]) => names.length > 0))
    const advice = Object.values(found).flatMap((names) => names.map((name) => `${name}: say ${betterWordFor(name)}`))
    expect(found, advice.join('\n')).toEqual(exceptions)
  })
})

describe('the check of names', () => {
  it.each([
    ['a file', 'outlook.ts', ''],
    ['a test', 'refused-refreshes.test.ts', ''],
    ['a function', 'a.ts', 'export function judgeRun(): void {}'],
    ['a constant', 'a.ts', 'export const { b: { refusals } } = x'],
    ['an interface', 'a.ts', 'export interface TokenSlot {}'],
    ['a type', 'a.ts', 'export type Windows = number'],
    ['a class', 'a.ts', 'export class Victim {}'],
    ['an option', 'a.ts', 'export interface Options { readonly onRenewal?: () => void }'],
    ['a method of a type', 'a.ts', 'export type Testbed = { reached(least: number): void }'],
    ['an event', 'a.ts', `export interface Events { 'token-renewed': object }`],
    ['a value', 'a.ts', `export type Rule = 'refresh' | 'hands-off'`],
    ['a word between others', 'a.ts', 'export const lastAnswerOf = 1'],
    ['two words', 'a.ts', 'export function takeBackToken(): void {}'],
    ['a second name', 'a.ts', `export { b as lendToken } from './b.ts'`],
  ])('objects to %s', (_, file, source) => {
    expect(poorNamesOf(file, source)).toHaveLength(1)
  })

  it.each([
    ['a word that only begins like one', 'export function restore(landscape: string, restart: number): void {}'],
    ['a word that is fine beside others', 'export const expectKnown = 1, partsOf = 2, givenName = 3'],
    ['what no other file sees', 'const verdict = 1; function judge(refused: number): void {}'],
    ['parameters', 'export function read(answer: string): void {}'],
    ['values of the platform', `export type Redirect = 'follow' | 'manual'; export type Origin = 'same' | 'other'`],
    ['texts and comments', `export const text = 'refused' // renewal`],
  ])('accepts %s', (_, source) => {
    expect(poorNamesOf('a.ts', source)).toEqual([])
  })
})
