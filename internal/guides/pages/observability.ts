import type { Coordinator } from '@everbearer/core'
import { metrics } from '@opentelemetry/api'
import { AggregationTemporality, InMemoryMetricExporter, MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics'
import { expect } from 'vitest'
import { createAuth, send } from '../checks.ts'
import type { GuidePage } from '../guide-page.ts'

export const observability: GuidePage = {
  path: 'docs/guide/observability.md',
  blocks: {
    async observability({ world, run }) {
      world.register()
      const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE)
      const provider = new MeterProvider({ readers: [new PeriodicExportingMetricReader({ exporter })] })
      metrics.setGlobalMeterProvider(provider)
      const { watch } = await run<{ watch: (auth: Coordinator) => () => void }>()
      const auth = createAuth()
      const end = watch(auth)
      await send(auth)
      await provider.forceFlush()
      end()
      metrics.disable()
      await provider.shutdown()
      const recorded = exporter.getMetrics().flatMap(({ scopeMetrics }) => scopeMetrics.flatMap((scope) => scope.metrics))
      const refreshes = recorded.find(({ descriptor }) => descriptor.name === 'everbearer.refresh.duration')
      expect(refreshes?.dataPoints).toMatchObject([{ attributes: { 'everbearer.coordinator': 'orders' } }])
    },
    async 'prometheus-and-grafana'({ world, run }) {
      world.register()
      const { expose } = await run<{ expose: (auth: Coordinator) => MeterProvider }>()
      const auth = createAuth()
      const provider = expose(auth)
      await send(auth)
      const text = await (await fetch('http://127.0.0.1:9464/metrics')).text()
      await provider.shutdown()
      expect(text).toMatch(/^everbearer_refresh_duration_count\{.*everbearer_refresh_outcome="success".*\} 1/m)
    },
  },
}
