import type { AxiosAdapterName } from './job.ts'

export type ClientName = 'axios' | 'ky' | 'ofetch' | 'fetch'
export type RuntimeName = 'Node 22' | 'Node 24' | 'Node 26' | 'Bun' | 'Deno' | 'workerd' | 'Chromium'

/** One run of the whole suite: a client in a version, on a runtime. */
export interface Column {
  /** As in `reports/behaviour/<id>.json`. */
  readonly id: string
  readonly client: ClientName
  /** Of axios. */
  readonly adapter?: AxiosAdapterName
  /** Where it is not the one that the repository develops with: by which alias of `package.json` it goes. */
  readonly version?: Version
  readonly runtime: RuntimeName
  /** What the runtime can't, by need or by the name of a behaviour, and why; beside what the client can't. */
  readonly limits: Readonly<Record<string, string>>
}

export interface Version {
  readonly label: string
  readonly alias: string
}

type Limits = Column['limits']
type Kind = Pick<Column, 'client' | 'adapter' | 'version'> & { readonly limits?: Limits }

const http: Kind = { client: 'axios', adapter: 'http' }
const axiosFetch: Kind = { client: 'axios', adapter: 'fetch' }
const ky: Kind = { client: 'ky' }
const ofetch: Kind = { client: 'ofetch' }
const nativeFetch: Kind = { client: 'fetch' }
const oldestAxios: Version = { label: '1.12.0', alias: 'axios-oldest' }
const oldestOfetch: Version = { label: '1.4.1', alias: 'ofetch-oldest' }
const nextOfetch: Version = { label: '2.0.0-alpha.3', alias: 'ofetch-next' }

const oldestAxiosFetch: Limits = {
  'FormData is replayed whole, with a boundary that fits':
    'axios 1.12.0 itself sends FormData from its fetch adapter under Node as application/x-www-form-urlencoded',
}

const likeNode: Limits = {
  'pool': "the pools that it makes are Node's: undici, and agents of node:http to the letter",
  'msw': 'msw/node promises to work under Node only',
}

const onWorkerd: Limits = {
  'pool': 'workerd keeps its connections to itself',
  'msw': 'msw/node promises to work under Node only',
}

const noUploadProgress: Limits = {
  'upload-progress': 'axios and ky tell of uploads only where `new Request()` reads `duplex`, which it does not here: without us neither',
}

const denoHttp: Limits = {
  'an abort during the replay ends it, and the new token stays':
    "Deno's node:http sends a request that is aborted on a connection in its second use once more: without us, too",
}

const copiedReason = 'workerd rejects with a copy of the reason; as long as we wait, the caller gets the reason itself'
const workerdAborts: Limits = {
  'the reason of an abort while waiting for the first token reaches the caller as it would without us': copiedReason,
  'the reason of an abort during the refresh reaches the caller as it would without us': copiedReason,
}

const overFetch = [axiosFetch, ky, ofetch, nativeFetch]
const unprobed: readonly Kind[] = [{ ...axiosFetch, limits: noUploadProgress }, { ...ky, limits: noUploadProgress }, ofetch, nativeFetch]
const workerdKinds: readonly Kind[] = [
  { ...axiosFetch, limits: noUploadProgress },
  { ...ky, limits: { ...noUploadProgress, ...workerdAborts } },
  ofetch,
  { ...nativeFetch, limits: workerdAborts },
]
const nodeKinds = [http, ...overFetch]

/** On Node 24, what the packages' own tests run (`describeBehaviours`) is not in here. ky's oldest is its newest. */
export const columns: readonly Column[] = [
  ...on('Node 22', nodeKinds),
  ...on('Node 24', [
    { ...http, version: oldestAxios },
    { ...axiosFetch, version: oldestAxios, limits: oldestAxiosFetch },
    { ...ofetch, version: oldestOfetch },
    { ...ofetch, version: nextOfetch },
  ]),
  ...on('Node 26', nodeKinds),
  ...on('Bun', [http, ...unprobed], likeNode),
  ...on('Deno', [{ ...http, limits: denoHttp }, ...unprobed], likeNode),
  ...on('workerd', workerdKinds, onWorkerd),
]

function on(runtime: RuntimeName, kinds: readonly Kind[], limits: Limits = {}): Column[] {
  return kinds.map((kind) => ({ ...kind, runtime, id: idOf(kind, runtime), limits: { ...kind.limits, ...limits } }))
}

function idOf({ client, adapter, version }: Kind, runtime: RuntimeName): string {
  const parts = [client, adapter, version?.label, runtime]
  return parts.filter((part) => part !== undefined).join('-').toLowerCase().replaceAll(' ', '-')
}
