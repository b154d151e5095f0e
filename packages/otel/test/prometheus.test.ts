import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { defineStore, TokenRequestError } from '@everbearer/core'
import { beforeAll, describe, expect, it, onTestFinished, type TestContext, vi } from 'vitest'
import { findPrometheus, type PrometheusPrograms } from '../../../internal/prometheus/find-prometheus.ts'
import { startPrometheus } from '../../../internal/prometheus/start-prometheus.ts'
import { MissingPrerequisite } from '../../../internal/tools/need-program.ts'
import { runNode, tscFile } from '../../../internal/repository/run.ts'
import { runProcess } from '../../../internal/tools/run-process.ts'
import { flush } from '../../core/test/fake-clock.ts'
import { token } from '../../core/test/world.ts'
import { createObserved, type Observed } from './support/observed.ts'

const folder = fileURLToPath(new URL('../../../examples/otel/', import.meta.url))

interface Dashboard {
  readonly uid: string
  readonly schemaVersion: number
  readonly templating: { readonly list: readonly { readonly name: string }[] }
  readonly panels: readonly {
    readonly id: number
    readonly title: string
    readonly description: string
    readonly gridPos: Readonly<Record<'h' | 'w' | 'x' | 'y', number>>
    readonly fieldConfig: { readonly defaults: { readonly unit: string } }
    readonly targets: readonly { readonly refId: string; readonly expr: string; readonly legendFormat: string }[]
  }[]
}

let dashboard: Dashboard
let programs: PrometheusPrograms | MissingPrerequisite

beforeAll(async () => {
  dashboard = JSON.parse(await readFile(`${folder}dashboard.json`, 'utf8')) as Dashboard
  programs = await findPrometheus(console.log).catch((error: unknown) => {
    // Skipped on a laptop; in CI, where nobody looks at skipped tests, a failure.
    if (!(error instanceof MissingPrerequisite) || process.env['CI'] !== undefined) throw error
    return error
  })
}, 300_000)

function needPrometheus({ skip }: TestContext): PrometheusPrograms {
  return programs instanceof MissingPrerequisite ? skip(programs.message) : programs
}

/** A coordinator that has emitted each event that becomes a metric. */
async function createEventful(): Promise<Observed> {
  const fail = async (): Promise<never> => Promise.reject(new Error('no disk'))
  const world = await createObserved({ retries: 0, store: defineStore({ load: fail, save: fail }) })
  const { auth, calls, clock, rejected, start } = world
  const sent = await start()
  const replay = rejected(sent)
  await flush()
  await calls[1]?.respond(token(2))
  await replay
  await rejected(sent, { status: 403, challenge: 'Bearer error="insufficient_scope"' })
  auth.invalidate()
  await flush()
  await calls[2]?.fail(new TokenRequestError('down', { status: 401, error: 'invalid_client' }))
  await auth.setTokens(token(7)).catch(() => {})
  await clock.advance(1_000)
  return world
}

describe('the alerts', () => {
  it.for(['check', 'test'])('pass `promtool %s rules`', async (command, context) => {
    const { promtool } = needPrometheus(context)
    const file = command === 'check' ? 'alerts.yml' : 'alerts.test.yml'
    const { code, output } = await runProcess(promtool, [command, 'rules', file], { cwd: folder })
    expect(output).toContain(command === 'check' ? '3 rules found' : 'SUCCESS')
    expect(code, output).toBe(0)
  })
})

describe('the dashboard', () => {
  it('has panels of its own that do not overlap, and says what each shows', () => {
    const { panels, templating } = dashboard
    expect(templating.list.map(({ name }) => name)).toEqual(['datasource', 'job'])
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length)
    expect(new Set(panels.map(({ gridPos: { x, y } }) => `${x} ${y}`)).size).toBe(panels.length)
    for (const { description, gridPos, fieldConfig, targets } of panels) {
      expect(description).toMatch(/\.$/)
      expect(gridPos.x + gridPos.w).toBeLessThanOrEqual(24)
      expect(fieldConfig.defaults.unit).not.toBe('')
      expect(new Set(targets.map(({ refId }) => refId)).size).toBe(targets.length)
    }
  })

  it('has the types of Grafana', async () => {
    const place = await mkdtemp(join(tmpdir(), 'everbearer-dashboard-'))
    onTestFinished(() => rm(place, { recursive: true, force: true }))
    const types = fileURLToPath(new URL('dist/types/index.d.ts', import.meta.resolve('@grafana/schema/package.json')))
    const compilerOptions = { noEmit: true, strict: true, skipLibCheck: true, module: 'esnext', moduleResolution: 'bundler', types: [] }
    const check = async (json: string): Promise<string> => {
      await writeFile(join(place, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['dashboard.ts'] }))
      await writeFile(
        join(place, 'dashboard.ts'),
        `import type { Dashboard } from ${JSON.stringify(types)}\nexport const dashboard: Dashboard = ${json}`,
      )
      return (await runNode(tscFile, ['--project', place, '--pretty', 'false'])).output
    }
    const text = JSON.stringify(dashboard)
    expect(await check(text)).toBe('')
    expect(await check(text.replace('"graphTooltip":1', '"graphTooltip":7'))).toContain(
      "Type '7' is not assignable to type 'DashboardCursorSync",
    )
  })

  it('shows data for each of its queries, and each metric, in a real Prometheus that has the same numbers', async (context) => {
    const { server: program } = needPrometheus(context)
    const { sdk } = await createEventful()
    vi.restoreAllMocks()
    const rules = [`${folder}alerts.yml`]
    await using prometheus = await startPrometheus({ program, target: new URL(sdk.endpoint).host, job: 'orders', rules })
    const expected = Object.entries(await sdk.read()).filter(([key]) => !key.includes('time_to_expiry'))
    const query = async (expr: string): Promise<Sample[]> =>
      ((await prometheus.ask('query', { query: expr })) as { result: Sample[] }).result
    const names = '{__name__=~"everbearer_.*(_total|_count|_sum)"}'
    // `rate` needs two samples of each series.
    await vi.waitFor(async () => expect(await query('count_over_time(everbearer_replays_total[1m]) > 2')).toHaveLength(1), {
      timeout: 10_000,
      interval: 100,
    })
    expect(Object.fromEntries((await query(names)).map(({ metric, value: [, value] }) => [series(metric), Number(value)]))).toEqual(
      Object.fromEntries(expected),
    )
    const queries = dashboard.panels.flatMap(({ targets }) => targets.map(({ expr }) => expr))
    const empty = await Promise.all(
      queries.map(async (expr) => {
        const filled = expr.replaceAll('$__rate_interval', '1m').replaceAll('$job', 'orders|catalog')
        return (await query(filled)).length === 0 ? [expr] : []
      }),
    )
    expect(empty.flat()).toEqual([])
    const shown = queries.join('\n')
    const all = (await prometheus.ask('label/__name__/values')) as string[]
    const ours = all.filter((name) => name.startsWith('everbearer_')).map((name) => name.replace(/_(bucket|count|sum|total)$/, ''))
    expect([...new Set(ours)].filter((name) => !shown.includes(name))).toEqual([])
    await vi.waitFor(async () => {
      const { groups } = (await prometheus.ask('rules')) as RuleGroups
      expect(groups.flatMap((group) => group.rules.map(({ health }) => health))).toEqual(['ok', 'ok', 'ok'])
    }, 5_000)
  })
})

interface RuleGroups {
  readonly groups: readonly { readonly rules: readonly { readonly health: string }[] }[]
}

interface Sample {
  readonly metric: Readonly<Record<string, string>>
  readonly value: readonly [time: number, value: string]
}

function series({ __name__: name, job: _job, instance: _instance, otel_scope_name: _scope, ...labels }: Sample['metric']): string {
  const pairs = Object.entries(labels).map(([label, value]) => `${label}="${value}"`)
  return pairs.length === 0 ? name! : `${name}{${pairs.toSorted().join(',')}}`
}
