import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Attributes } from '@opentelemetry/api'
import { PrometheusExporter } from '@opentelemetry/exporter-prometheus'
import {
  AggregationTemporality,
  DataPointType,
  InMemoryMetricExporter,
  MeterProvider,
  type MetricData,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics'
import { InMemorySpanExporter, type ReadableSpan, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace'
import { parseExposition } from './exposition.ts'

/** Numbers by time series, such as `everbearer_replays_total{server_port="443"}`. Of a histogram: its `_count` and its `_sum`. */
export type Reading = Readonly<Record<string, number>>

/** OpenTelemetry's SDK, with a reader in memory and a Prometheus endpoint on 127.0.0.1. */
export interface Sdk extends AsyncDisposable {
  readonly meterProvider: MeterProvider
  readonly tracerProvider: TracerProvider
  /** `http://127.0.0.1:PORT/metrics` */
  readonly endpoint: string
  /** What the exporter in memory gets. */
  readonly read: () => Promise<Reading>
  /** What the Prometheus endpoint shows. */
  readonly scrape: () => Promise<Reading>
  /** The text of the endpoint. */
  readonly scrapeText: () => Promise<string>
  readonly spans: () => ReadableSpan[]
}

export async function startSdk(): Promise<Sdk> {
  const prometheus = new PrometheusExporter({ preventServerStart: true })
  const memory = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE)
  const readers = [prometheus, new PeriodicExportingMetricReader({ exporter: memory, exportIntervalMillis: 3_600_000 })]
  const meterProvider = new MeterProvider({ readers })
  const spanExporter = new InMemorySpanExporter()
  const tracerProvider = new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter: spanExporter })] })
  const server = createServer((request, response) => prometheus.getMetricsRequestHandler(request, response)).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}/metrics`
  const scrapeText = async (): Promise<string> => (await fetch(endpoint)).text()
  return {
    meterProvider,
    tracerProvider,
    endpoint,
    async read() {
      memory.reset()
      await meterProvider.forceFlush()
      const metrics = memory.getMetrics().flatMap(({ scopeMetrics }) => scopeMetrics.flatMap((scope) => scope.metrics))
      return Object.fromEntries(metrics.flatMap(numbersOf))
    },
    scrapeText,
    async scrape() {
      const samples = parseExposition(await scrapeText()).filter(({ name }) => name !== 'target_info' && !name.endsWith('_bucket'))
      return Object.fromEntries(samples.map(({ name, labels, value }) => [series(name, labels), value]))
    },
    spans: () => spanExporter.getFinishedSpans(),
    async [Symbol.asyncDispose]() {
      server.close()
      server.closeAllConnections()
      await meterProvider.shutdown()
      await tracerProvider.shutdown()
    },
  }
}

/** The sum of all time series of a name, or of those with certain labels. */
export function total(reading: Reading, name: string, labels: Readonly<Record<string, string>> = {}): number {
  const wanted = Object.entries(labels).map(([label, value]) => `${label}="${value}"`)
  return Object.entries(reading)
    .filter(([key]) => key.replace(/\{.*/, '') === name && wanted.every((label) => key.includes(label)))
    .reduce((sum, [, value]) => sum + value, 0)
}

function numbersOf({ descriptor, dataPointType, dataPoints }: MetricData): [string, number][] {
  const name = descriptor.name.replaceAll('.', '_')
  return dataPoints.flatMap(({ attributes, value }): [string, number][] => {
    if (typeof value === 'number') return [[series(dataPointType === DataPointType.SUM ? `${name}_total` : name, attributes), value]]
    const { count, sum = Number.NaN } = value as { readonly count: number; readonly sum?: number }
    return [
      [series(`${name}_count`, attributes), count],
      [series(`${name}_sum`, attributes), sum],
    ]
  })
}

function series(name: string, attributes: Attributes): string {
  const labels = Object.entries(attributes)
    .map(([label, value]) => `${label.replaceAll('.', '_')}="${String(value)}"`)
    .filter((label) => !label.startsWith('otel_scope_name='))
    .toSorted()
  return labels.length === 0 ? name : `${name}{${labels.join(',')}}`
}
