import type { Attributes, MeterProvider, TracerProvider } from '@opentelemetry/api'
import { expect, expectOptions } from '@everbearer/core/adapter'

/** Options of `observe()`. */
export interface ObserveOptions {
  /** Provider of the meter for the metrics. @default the global provider at the time of the call */
  readonly meterProvider?: MeterProvider | undefined
  /** Provider of the tracer for the spans. @default the global provider at the time of the call */
  readonly tracerProvider?: TracerProvider | undefined
  /**
   * Additional attributes of each metric and each span. If several coordinators use one provider, give each coordinator different
   * attributes. Otherwise their counts are added, and `everbearer.token.time_to_expiry` shows only one coordinator. Never put a user
   * or a secret in an attribute.
   * @default none
   */
  readonly attributes?: Attributes | undefined
  /**
   * True: the metrics `everbearer.replays` and `everbearer.rejections.ignored` have the attributes `server.address` and `server.port` of
   * the API. Each API then has separate time series.
   * @default false
   */
  readonly servers?: boolean | undefined
}

const known: Readonly<Record<keyof ObserveOptions, true>> = { meterProvider: true, tracerProvider: true, attributes: true, servers: true }

/** @throws {TypeError} an option is wrong; the message names the option and what is allowed */
export function checkOptions(options: ObserveOptions): void {
  expectOptions(options, Object.keys(known))
  const { meterProvider, tracerProvider, attributes, servers } = options
  expect(meterProvider === undefined || has(meterProvider, 'getMeter'), 'meterProvider', 'a MeterProvider, with getMeter()')
  expect(tracerProvider === undefined || has(tracerProvider, 'getTracer'), 'tracerProvider', 'a TracerProvider, with getTracer()')
  expect(attributes === undefined || isRecord(attributes), 'attributes', 'an object of OpenTelemetry attributes')
  expect(servers === undefined || typeof servers === 'boolean', 'servers', 'true or false')
}

function has(value: unknown, method: string): boolean {
  return isRecord(value) && typeof value[method] === 'function'
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
