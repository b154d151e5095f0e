import { describe, expect, test } from 'vitest'
import { duende } from './facts/duende.ts'
import { facts } from './facts/facts.ts'
import { findsTypes } from './facts/finds-types.ts'
import { codeMatches, dependenciesOf, readLine } from './facts/installed-package.ts'
import { offers } from './facts/offers.ts'
import { renderPage, withoutDate } from './report/page.ts'
import { fillGuide } from './report/summary.ts'
import type { Section } from './run-comparison.ts'
import { themes } from './scenarios/index.ts'

const features = [...themes.flatMap(({ scenarios }) => scenarios), ...facts].map(({ feature }) => feature)

function sectionWith(cell: string): Section[] {
  return [{ title: 'A', rows: [{ feature: 'b', method: 'c', cells: [cell] }] }]
}

describe('lines of source', () => {
  test.each(Object.values(offers).flat())('$packageName/$path:$line shows “$text”', async ({ packageName, path, line, holds }) => {
    expect(await readLine(packageName, path, line)).toContain(holds)
  })

  test('each is cited for a row that exists', () => {
    expect(features).toEqual(expect.arrayContaining([...Object.keys(offers), ...Object.keys(duende)]))
  })

  test('Duende has a cell in each row but those that do not compare across languages', () => {
    expect(features.filter((feature) => duende[feature] === undefined)).toEqual(['size, min+gzip by Rolldown'])
  })
})

test('a search of a package’s code finds what is there, and only that', async () => {
  expect(await codeMatches('axios-auth-refresh', /skipAuthRefresh/)).toBe(true)
  expect(await codeMatches('axios-auth-refresh', /dpop/i)).toBe(false)
})

test('TypeScript finds an export that is there, and no other', async () => {
  expect(await findsTypes('axios-auth-refresh', 'createAuthRefresh')).toBe(true)
  expect(await findsTypes('axios-auth-refresh', 'createAuthRefreshes')).toBe(false)
})

test('Everbearer brings the packages that its row names', async () => {
  expect([...(await dependenciesOf('@everbearer/axios'))].toSorted()).toEqual(['@everbearer/core', 'is-network-error', 'p-retry'])
})

test('the guide’s table has the rows of the page, and changes with their cells', () => {
  const guide = 'a\n<!-- comparison -->\n<!-- /comparison -->\nb\n'
  const row = { feature: 'DPoP', method: 'c', cells: ['no'] }
  const filled = fillGuide(guide, [{ title: 'A', rows: [row, { ...row, feature: 'other' }] }])
  expect(filled).toContain('| DPoP | no |\n')
  expect(filled).not.toContain('other')
  expect(fillGuide(filled, [{ title: 'A', rows: [{ ...row, cells: ['yes'] }] }])).toContain('| DPoP | yes |\n')
})

test('pages of different days are alike, and pages with different cells are not', () => {
  const page = withoutDate(renderPage(sectionWith('1 token call'), '2026-11-28'))
  expect(withoutDate(renderPage(sectionWith('1 token call'), '2026-11-29'))).toBe(page)
  expect(withoutDate(renderPage(sectionWith('2 token calls'), '2026-11-28'))).not.toBe(page)
})
