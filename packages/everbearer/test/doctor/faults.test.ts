import { readFile } from 'node:fs/promises'
import { withBearer } from '@everbearer/fetch'
import { type CorsOptions, oddRefreshResponses, rejections, startTestbed, type Testbed } from '@everbearer/testbed'
import { describe, expect, it } from 'vitest'
import { runJson, runOptions, troublesOf } from '../run-doctor.ts'
import { clientFaults, corsFaults } from './client-faults.ts'
import type { FaultRow } from './fault-row.ts'
import { apiFaults, oddRefreshFaults, rejectionFaults, tokenEndpointFaults, urlFaults } from './fault-table.ts'

const secret = 'planted-secret +%/&='
const pageOrigin = 'https://app.example.com'

interface Outcome {
  /** Findings that the row names, and that doctor did not have. */
  readonly missed: readonly string[]
  /** Findings that the row does not name. */
  readonly falseAlarms: readonly string[]
  readonly exitCode: number
  readonly secretShown: boolean
  /** What the printed options got. */
  readonly optionsGot: readonly string[]
}

/** A healthy server, but for the fault. */
async function runRow(row: FaultRow): Promise<Outcome> {
  await using testbed = await startTestbed({ cors: row.cors ?? true })
  testbed.registerClient({ clientId: 'shop', clientSecret: secret, refreshTokens: true, rotateRefreshTokens: true, ...row.client })
  const remove = row.switchOn?.(testbed)
  const url = `${testbed.api}${row.path ?? '/orders'}`
  const env = { EVERBEARER_CLIENT_SECRET: row.secret ?? secret }
  const args = ['--issuer', testbed.issuer, '--client-id', 'shop', '--api', url, '--page-origin', pageOrigin, '--test-reuse']
  const { code, report, output } = await runJson([...args, ...(row.args ?? [])], env, row.limits)
  const troubles = troublesOf(report)
  const expected = new Set([...row.finds, ...(row.mayFind ?? [])])
  remove?.()
  return {
    missed: row.finds.filter((finding) => !troubles.includes(finding)),
    falseAlarms: troubles.filter((trouble) => !expected.has(trouble)),
    exitCode: code,
    secretShown: output.includes(secret),
    optionsGot: await tryOptions(testbed, report.options, url, row),
  }
}

/** Gets a token with the printed options, sends a request, and one more after a revocation. */
async function tryOptions(testbed: Testbed, options: string, url: string, row: FaultRow): Promise<string[]> {
  using auth = runOptions(options, { EVERBEARER_CLIENT_SECRET: secret })
  const api = withBearer(fetch, auth)
  const isAccepted = async (): Promise<boolean> => {
    const response = await api(url, { redirect: 'manual' })
    await response.body?.cancel()
    return response.status === (row.status ?? 200)
  }
  const got: string[] = []
  const isToken = await auth.getToken().then(
    () => true,
    () => false,
  )
  if (!isToken) return got
  got.push('token')
  if (!(await isAccepted())) return got
  got.push('request')
  testbed.revokeAccessTokens('shop')
  return (await isAccepted()) ? [...got, 'refresh'] : got
}

const all = ['token', 'request', 'refresh']

const tables = {
  'token endpoint': tokenEndpointFaults,
  API: apiFaults,
  'rejections of the API': rejectionFaults,
  'URLs of the API': urlFaults,
  'dead refresh tokens': oddRefreshFaults,
  CORS: corsFaults,
  client: clientFaults,
}

describe.concurrent.each(Object.entries(tables))('doctor finds each fault of the testbed: %s', (_, table) => {
  it.concurrent.for(Object.entries(table))('%s', async ([, row]) => {
    const isWrong = row.finds.some((finding) => finding.endsWith(' wrong'))
    expect(await runRow(row)).toEqual({
      missed: [],
      falseAlarms: [],
      exitCode: isWrong ? 1 : 0,
      secretShown: false,
      optionsGot: row.optionsWork === 'never' ? [] : all.slice(0, all.indexOf(row.optionsWork ?? 'refresh') + 1),
    })
  })
})

/** Rows may have a name after the fault's own: `status 429`. */
function faultsIn(table: Readonly<Record<string, FaultRow>>): string[] {
  return [...new Set(Object.keys(table).map((name) => name.split(' ', 1)[0] ?? ''))].toSorted()
}

describe('the table of faults', () => {
  it('has each kind of fault for both servers', async () => {
    const source = await readFile(new URL('../../../testing/src/server/faults.ts', import.meta.url), 'utf8')
    const [union = ''] = source.slice(source.indexOf('export type Fault =')).split('\ntype SimpleFault', 1)
    const kinds = [...new Set(Array.from(union.matchAll(/\bkind: '(\w+)'/g), ([, kind = '']) => kind))].toSorted()
    expect(kinds.length).toBeGreaterThan(6)
    expect(faultsIn(tokenEndpointFaults)).toEqual(kinds)
    expect(faultsIn(apiFaults)).toEqual(kinds)
  })

  it('has each rejection of the API', () => {
    expect(faultsIn(rejectionFaults)).toEqual(Object.keys(rejections).toSorted())
  })

  it('has each odd response to a refresh', () => {
    expect(Object.keys(oddRefreshFaults).toSorted()).toEqual(Object.keys(oddRefreshResponses).toSorted())
  })

  it('has each switch of the API', async () => {
    const source = await readFile(new URL('../../../testing/src/server/switches.ts', import.meta.url), 'utf8')
    const [fields = ''] = source.slice(source.indexOf('export interface Switches')).split('\n}', 1)
    const names = Array.from(fields.matchAll(/readonly (\w+):/g), ([, name = '']) => name)
    expect(names.length).toBeGreaterThan(3)
    expect(faultsIn(urlFaults)).toEqual(expect.arrayContaining(names.filter((name) => name !== 'challenge').toSorted()))
  })

  it('has each option of CORS', () => {
    const options: Readonly<Record<keyof CorsOptions | 'none', 1>> = { none: 1, exposeChallenge: 1 }
    expect(faultsIn(corsFaults)).toEqual(Object.keys(options).toSorted())
  })
})
