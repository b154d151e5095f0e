import { targetId } from '@everbearer/testing/conformance'
import type { AxiosAdapterName } from './job.ts'
import * as limits from './limits.ts'

export type ClientName = 'axios' | 'ky' | 'ofetch' | 'fetch'
export type RuntimeName =
  | 'Node 22'
  | 'Node 24'
  | 'Node 26'
  | 'Bun'
  | 'Deno'
  | 'workerd'
  | 'Chromium'
  | 'Firefox'
  | 'WebKit'
  | 'React Native'

/** A client in a version, and what it can't. */
interface Kind {
  readonly client: ClientName
  /** Of axios. */
  readonly adapter?: AxiosAdapterName
  /** Where it is not the one that the repository develops with. */
  readonly version?: Version
  readonly limits: limits.Limits
}

/** A version by the alias under which this package depends on it. */
export interface Version {
  readonly label: string
  readonly alias: string
}

/** One run of the whole suite: a client on a runtime. */
export interface Target extends Kind {
  /** As in `reports/behaviour/<id>.json`. */
  readonly id: string
  readonly runtime: RuntimeName
  /** In a browser: can scripts read WWW-Authenticate? */
  readonly challenge?: 'exposed' | 'hidden'
}

const http: Kind = { client: 'axios', adapter: 'http', limits: {} }
const xhr: Kind = { client: 'axios', adapter: 'xhr', limits: {} }
const axios: Kind = { client: 'axios', adapter: 'fetch', limits: {} }
const ky: Kind = { client: 'ky', limits: {} }
const ofetch: Kind = { client: 'ofetch', limits: {} }
const nativeFetch: Kind = { client: 'fetch', limits: {} }

/** The ends of the peer ranges; ky's oldest is its newest. */
const oldestAxios: Version = { label: '1.12.0', alias: 'axios-oldest' }
const oldestOfetch: Version = { label: '1.4.1', alias: 'ofetch-oldest' }
const nextOfetch: Version = { label: '2.0.0-alpha.3', alias: 'ofetch-next' }

const { noUploadProgress, workerdAborts, noStreamedProgress, hiddenChallenge } = limits
const onNode = [http, axios, ky, ofetch, nativeFetch]
const inChromium = [xhr, less(axios, noStreamedProgress), less(ky, noStreamedProgress), ofetch, nativeFetch]

const inFirefox = [xhr, less(axios, noUploadProgress), less(ky, noUploadProgress), ofetch, nativeFetch]
const inWebKit = [
  less(xhr, limits.sharedRequests),
  less(axios, noUploadProgress),
  less(less(ky, noUploadProgress), limits.webKitAborts),
  less(ofetch, limits.webKitTimeouts),
  less(nativeFetch, limits.webKitAborts),
]

const { reactNativeFetch, reactNativeUploads, reactNativeBodies, reactNativeTimeouts, reactNativeFetchErrors } = limits
const onReactNative = [
  less(xhr, reactNativeUploads),
  less(axios, {
    ...reactNativeFetch,
    ...reactNativeUploads,
    ...reactNativeBodies,
    ...reactNativeTimeouts,
    ...limits.reactNativeBodyTimeouts,
  }),
  less(ky, { ...reactNativeFetch, ...reactNativeFetchErrors, ...reactNativeUploads, ...reactNativeBodies, ...limits.reactNativeCopies }),
  less(ofetch, { ...reactNativeFetch, ...reactNativeFetchErrors, ...limits.reactNativeStreams, ...limits.reactNativeOfetch }),
  less(nativeFetch, { ...reactNativeFetch, ...reactNativeFetchErrors, ...limits.reactNativeFetchBodies }),
]

/** The packages' own tests run these, by `describeBehaviours`. */
const byPackages = on('Node 24', onNode)

/** Those that are run from here. */
export const targets: readonly Target[] = [
  ...on('Node 22', onNode),
  ...on('Node 24', [
    { ...http, version: oldestAxios },
    { ...less(axios, limits.oldestAxiosFetch), version: oldestAxios },
    { ...ofetch, version: oldestOfetch },
    { ...ofetch, version: nextOfetch },
  ]),
  ...on('Node 26', onNode),
  ...on('Bun', [http, less(axios, noUploadProgress), less(ky, noUploadProgress), ofetch, nativeFetch], limits.beyondNode),
  ...on('Deno', [http, less(axios, noUploadProgress), less(ky, noUploadProgress), ofetch, nativeFetch], limits.beyondNode),
  ...on(
    'workerd',
    [less(axios, noUploadProgress), less(less(ky, noUploadProgress), workerdAborts), ofetch, less(nativeFetch, workerdAborts)],
    limits.onWorkerd,
  ),
  ...on('React Native', onReactNative, limits.onReactNative),
  ...on('Chromium', inChromium, limits.inBrowsers, 'exposed'),
  ...on('Chromium', inChromium, { ...limits.inBrowsers, ...hiddenChallenge }, 'hidden'),
  ...on('Firefox', inFirefox, limits.inBrowsers, 'exposed'),
  ...on('Firefox', inFirefox, { ...limits.inBrowsers, ...hiddenChallenge }, 'hidden'),
  ...on('WebKit', inWebKit, limits.inWebKit, 'exposed'),
  ...on('WebKit', inWebKit, { ...limits.inWebKit, ...hiddenChallenge }, 'hidden'),
]

/** All that the table of behaviours shows. */
export const tableTargets: readonly Target[] = [...byPackages, ...targets]

function less(kind: Kind, more: limits.Limits): Kind {
  return { ...kind, limits: { ...kind.limits, ...more } }
}

function on(runtime: RuntimeName, kinds: readonly Kind[], more: limits.Limits = {}, challenge?: Target['challenge']): Target[] {
  return kinds.map((kind) => {
    const { client, adapter, version } = kind
    const id = targetId(client, adapter, version?.label, runtime, challenge)
    return { ...less(kind, more), id, runtime, ...(challenge && { challenge }) }
  })
}
