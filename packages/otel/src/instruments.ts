import type { Counter, Histogram, Meter, ObservableGauge } from '@opentelemetry/api'

/** Bucket boundaries of the duration metrics, s: those of `http.client.request.duration`, and two more for slow token endpoints. */
const seconds = {
  unit: 's',
  advice: { explicitBucketBoundaries: [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10, 30, 60] },
}

/** The metrics of Everbearer. The units are UCUM units. */
export interface Instruments {
  readonly refreshDuration: Histogram
  readonly waitDuration: Histogram
  readonly tokenRequestFailures: Counter
  readonly replays: Counter
  readonly ignoredRejections: Counter
  readonly cooldowns: Counter
  readonly storeFailures: Counter
  readonly sessionEnds: Counter
  readonly timeToExpiry: ObservableGauge
}

export function createInstruments(meter: Meter): Instruments {
  return {
    refreshDuration: meter.createHistogram('everbearer.refresh.duration', {
      ...seconds,
      description: 'How long a refresh took, with its retries.',
    }),
    waitDuration: meter.createHistogram('everbearer.wait.duration', {
      ...seconds,
      description: 'How long a caller waited for a token, up to the end of the refresh.',
    }),
    tokenRequestFailures: meter.createCounter('everbearer.token_request.failures', {
      unit: '{request}',
      description: 'Token requests that failed. A retry may have succeeded.',
    }),
    replays: meter.createCounter('everbearer.replays', {
      unit: '{request}',
      description: 'Requests that were sent again, because their token was rejected.',
    }),
    ignoredRejections: meter.createCounter('everbearer.rejections.ignored', {
      unit: '{response}',
      description: 'Responses that may reject the token and were left to the caller.',
    }),
    cooldowns: meter.createCounter('everbearer.cooldowns', {
      unit: '{cooldown}',
      description: 'Cooldowns of the token endpoint after failed refreshes.',
    }),
    storeFailures: meter.createCounter('everbearer.store.failures', {
      unit: '{failure}',
      description: 'Failures of the token store.',
    }),
    sessionEnds: meter.createCounter('everbearer.session.ends', {
      unit: '{session}',
      description: 'Sessions that have ended.',
    }),
    timeToExpiry: meter.createObservableGauge('everbearer.token.time_to_expiry', {
      unit: 's',
      description: 'Time until the access token expires. Below 0: it has expired. In a pool: the token that expires first.',
    }),
  }
}
