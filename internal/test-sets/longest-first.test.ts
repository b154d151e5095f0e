import { describe, expect, it } from 'vitest'
import { filesMatching } from '../repository/repository.ts'
import { longest, longestFirst } from './longest-first.ts'

describe('the longest files', () => {
  it('exist', async () => {
    expect(await filesMatching('**/*.test.ts')).toEqual(expect.arrayContaining([...longest]))
  })

  it('begin before the others of their group', () => {
    const [first, second] = longest as [string, string]
    const files = [
      { path: 'b.test.ts', group: 0 },
      { path: second, group: 0 },
      { path: 'a.test.ts', group: 0 },
      { path: 'c.test.ts', group: 1 },
      { path: first, group: 1 },
    ]
    expect(longestFirst(files).map(({ path }) => path)).toEqual([second, 'b.test.ts', 'a.test.ts', first, 'c.test.ts'])
  })
})
