import { mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { freePort } from '../tools/free-port.ts'
import { startSupervised } from '../tools/supervised-process.ts'

export interface PrometheusOptions {
  /** Path of the program. */
  readonly program: string
  /** `host:port` whose `/metrics` is read five times a second. */
  readonly target: string
  /** The value of the label `job`. */
  readonly job: string
  /** Files of rules. */
  readonly rules: readonly string[]
}

/** A Prometheus of one's own, on 127.0.0.1. */
export interface PrometheusServer extends AsyncDisposable {
  /**
   * Calls the API, such as `query`.
   *
   * @returns the field `data` of the response
   * @throws {Error} the server refuses the call; the message says why
   */
  ask(path: string, parameters?: Readonly<Record<string, string>>): Promise<unknown>
}

const longestStart = 30_000

/** Starts a server and waits until it answers. The server ends with this process at the latest. */
export async function startPrometheus({ program, target, job, rules }: PrometheusOptions): Promise<PrometheusServer> {
  const port = await freePort()
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'everbearer-prometheus-')))
  const log = join(folder, 'log')
  const config = join(folder, 'prometheus.json')
  // JSON is YAML, too.
  const settings = {
    global: { scrape_interval: '200ms', scrape_timeout: '200ms', evaluation_interval: '200ms' },
    rule_files: rules,
    scrape_configs: [{ job_name: job, static_configs: [{ targets: [target] }] }],
  }
  await writeFile(config, JSON.stringify(settings))
  const args = [`--config.file=${config}`, `--storage.tsdb.path=${join(folder, 'data')}`, `--web.listen-address=127.0.0.1:${port}`]
  const running = startSupervised({ command: program, args, environment: {}, log, cleanUp: [], folder })
  const base = `http://127.0.0.1:${port}`
  const stop = async (): Promise<void> => {
    await running.kill()
    await rm(folder, { recursive: true, force: true })
  }
  const deadline = performance.now() + longestStart
  while (!(await isReady(base))) {
    if (running.hasEnded() || performance.now() > deadline) {
      const text = await readFile(log, 'utf8').catch(() => 'it wrote no log')
      await stop()
      throw new Error(`Prometheus did not start:\n${text.trimEnd().split('\n').slice(-10).join('\n')}`)
    }
    await pause(50)
  }
  return {
    async ask(path, parameters = {}) {
      const response = await fetch(`${base}/api/v1/${path}?${new URLSearchParams(parameters).toString()}`)
      const { status, error, data } = (await response.json()) as { status: string; error?: string; data?: unknown }
      if (status !== 'success') throw new Error(`Prometheus refused ${JSON.stringify(parameters)}: ${error ?? response.status}`)
      return data
    },
    [Symbol.asyncDispose]: stop,
  }
}

async function isReady(base: string): Promise<boolean> {
  return fetch(`${base}/-/ready`).then(
    ({ ok }) => ok,
    () => false,
  )
}
