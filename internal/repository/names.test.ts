import { basename } from 'node:path/posix'
import { describe, expect, it } from 'vitest'
import { betterWordFor } from './code/words-to-avoid.ts'
import { publicNamesOf } from './code/public-names.ts'
import { allSources } from './code/sources.ts'
import { readText } from './repository.ts'

/** Names that mean another thing, by file. */
const exceptions: Readonly<Record<string, readonly string[]>> = {
  'internal/test-sets/area.ts': ['rest', 'restOptions'], // the set with the rest of the tests
  // token exchange, RFC 8693
  'packages/oauth2/src/grants/token-exchange.ts': ['TokenExchangeOptions', 'token-exchange', 'tokenExchange'],
  'packages/oauth2/src/index.ts': ['TokenExchangeOptions', 'tokenExchange'],
  'packages/oauth2/test/token-exchange.test.ts': ['token-exchange'],
  'packages/oauth2/src/login/authorization-code.ts': ['begin'], // of a login, before its `finish`
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
