import { readFile } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { imports } from './imports.ts'

/** Which imports each sentence about size is about. */
const pages: Readonly<Record<string, readonly RegExp[]>> = {
  'README.md': [/: adapter and core$/, /^oauth2: clientCredentials alone$/],
  'packages/core/README.md': [/^core$/],
  'packages/file/README.md': [/^file: fileStore alone$/],
  'packages/oauth2/README.md': [/^oauth2: clientCredentials alone$/],
  'packages/browser/README.md': [/^browser: tabStore alone$/],
  'packages/dpop/README.md': [/^dpop: dpopKey alone$/],
  'packages/otel/README.md': [/^otel: observe alone$/],
  'packages/devtools/README.md': [/^devtools: showDevtools alone$/],
  'packages/redis/README.md': [/^redis: redisStore alone$/],
  ...Object.fromEntries(
    ['axios', 'fetch', 'ky', 'ofetch'].map((name) => [`packages/${name}/README.md`, [new RegExp(`^${name}: adapter and core$`)]]),
  ),
}

/** A page may promise some more than the limit, so that not each byte changes the page. */
const slack = 2_000

it.each(Object.entries(pages))('%s promises sizes that the limits hold, and no more than 2 kB above them', async (path, about) => {
  const page = await readFile(new URL(`../../${path}`, import.meta.url), 'utf8')
  const promised = Array.from(page.matchAll(/at most (\d+) kB/g), ([, kilobytes]) => Number(kilobytes) * 1000)
  const limits = about.map((pattern) => Math.max(...imports.flatMap(({ name, limit = 0 }) => (pattern.test(name) ? [limit] : []))))
  expect(promised).toHaveLength(limits.length)
  expect(page).toContain(`at most ${promised[0]! / 1000} kB (min+gzip by Rolldown)`)
  for (const [index, limit] of limits.entries()) {
    expect(promised[index], `${path}, sentence ${index + 1}`).toBeGreaterThanOrEqual(limit)
    expect(promised[index], `${path}, sentence ${index + 1}`).toBeLessThanOrEqual(limit + slack)
  }
})
