import type { BookedTokenRequest, RegisteredClient, Testbed } from '@everbearer/testbed'
import { machineTime } from '@everbearer/testbed/token-books'
import type { ProcessLog, SessionKind } from '../../fleet/log-line.ts'
import type { PageLine, PageReport } from '../page-report.ts'
import type { ApiRequest } from '../tabs-record.ts'
import { createCookieSessions } from './cookie-sessions.ts'
import { grantsOf } from './grants.ts'
import { type PageRequest, type PageResponse, serve } from './http.ts'
import { createPageLog } from './page-log.ts'
import { createSignIns } from './sign-ins.ts'

export interface PageServerOptions {
  readonly testbed: Pick<Testbed, 'tokenEndpoint' | 'api' | 'tokenRequests'>
  readonly clients: Readonly<Record<SessionKind, RegisteredClient>>
  /** Scripts by path. */
  readonly scripts: Readonly<Record<string, string>>
  /** What the pages read as `settings`. */
  readonly settings: object
  /** Called with each token request of a page, before the server processes it. @default nothing */
  readonly onTokenRequest?: (session: SessionKind, page: string) => Promise<void>
  /** @default nothing */
  readonly onReport?: (page: string, report: PageReport) => void
}

/** The server of the pages: their files, their session endpoint, the token endpoint and the API, all on one origin. */
export interface PageServer extends AsyncDisposable {
  readonly origin: string
  /** The name of the page that was loaded last in a place. */
  readonly pageIn: (place: number) => string
  /** How many pages were loaded. */
  readonly loaded: () => number
  readonly requests: () => readonly ApiRequest[]
  readonly books: () => Readonly<Record<SessionKind, readonly BookedTokenRequest[]>>
  readonly logs: () => readonly ProcessLog[]
  readonly pageLines: () => readonly PageLine[]
}

/** Each load of a page has a name of its own. Without `no-store`, a step back in the history would repeat the name. */
const freshScript = { 'content-type': 'text/javascript', 'cache-control': 'no-store' }
const notFound: PageResponse = { status: 404, body: 'not found' }

export async function startPageServer({
  testbed,
  clients,
  scripts,
  settings,
  onTokenRequest = async () => {},
  onReport = () => {},
}: PageServerOptions): Promise<PageServer> {
  const signIns = createSignIns()
  const cookies = createCookieSessions(grantsOf(testbed, clients.obtains), signIns)
  const request = grantsOf(testbed, clients.refreshes)
  const incarnations = new Map<number, number>()
  const requests: ApiRequest[] = []
  const sessionCalls: BookedTokenRequest[] = []
  const log = createPageLog((page, report) => {
    if (report.kind === 'switching') signIns.endAll(report.session)
    onReport(page, report)
  }, signIns.ended)
  const server = await serve((received) => handle(received, received.header('x-page') ?? 'unknown'))
  return {
    origin: server.origin,
    pageIn: (place) => `p${place}.${incarnations.get(place) ?? 0}`,
    loaded: () => [...incarnations.values()].reduce((sum, count) => sum + count, 0),
    requests: () => requests,
    books: () => ({ obtains: sessionCalls, refreshes: booked('refreshes').filter(({ grantType }) => grantType === 'refresh_token') }),
    logs: log.logs,
    pageLines: log.pageLines,
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  }

  function booked(session: SessionKind): readonly BookedTokenRequest[] {
    return testbed.tokenRequests.filter(({ clientId }) => clientId === clients[session].clientId)
  }

  async function handle(received: PageRequest, page: string): Promise<PageResponse> {
    const { method, url, body } = received
    const script = scripts[url.pathname]
    if (script !== undefined) return { body: script, headers: { 'content-type': 'text/javascript' } }
    switch (`${method} ${url.pathname}`) {
      case 'GET /page':
        return {
          body: `<!doctype html><title>Page</title><script src="/settings.js${url.search}"></script><script src="/page.js"></script>`,
        }
      case 'GET /settings.js':
        return { body: settingsFor(Number(url.searchParams.get('place'))), headers: freshScript }
      case 'GET /blank':
        return { body: '<!doctype html><title>Blank</title>' }
      case 'POST /log': {
        const { first, reports } = JSON.parse(body) as { first: number; reports: PageReport[] }
        log.add(page, first, reports)
        return {}
      }
      case 'POST /session/token':
        return sessionToken(received, page)
      case 'POST /session/sign-in':
        return { headers: { 'set-cookie': `sid=${await cookies.signIn(body, page)}; Path=/; HttpOnly; SameSite=Strict` } }
      case 'DELETE /session':
        cookies.signOut(received.cookie('sid'))
        return { headers: { 'set-cookie': 'sid=; Path=/; Max-Age=0' } }
      case 'POST /token':
        return token(new URLSearchParams(body), page)
      case 'GET /api/echo':
        return api(received, page)
      default:
        return notFound
    }
  }

  function settingsFor(place: number): string {
    const incarnation = (incarnations.get(place) ?? 0) + 1
    incarnations.set(place, incarnation)
    return `settings = ${JSON.stringify({ ...settings, page: `p${place}.${incarnation}` })}`
  }

  async function sessionToken(received: PageRequest, page: string): Promise<PageResponse> {
    if (received.header('everbearer-request') !== 'token') return { status: 403 }
    const call = {
      clientId: 'page',
      grantType: 'session',
      refreshToken: undefined,
      process: page,
      at: machineTime(),
      status: 0,
      isReuse: false,
    }
    sessionCalls.push(call)
    await onTokenRequest('obtains', page)
    const response = await cookies.token(received.cookie('sid'), page)
    const behind = booked('obtains').findLast(({ process, at }) => process === page && at >= call.at)
    Object.assign(call, { status: response.status, isReuse: behind?.isReuse ?? false })
    return response
  }

  async function token(form: URLSearchParams, page: string): Promise<PageResponse> {
    const presented = form.get('refresh_token')
    if (presented !== null) await onTokenRequest('refreshes', page)
    const response = await request(Object.fromEntries(form), page)
    const isNew = presented === null && response.status === 200
    const signIn = isNew ? signIns.add('refreshes') : signIns.of(presented ?? '')
    signIns.noteTokens(response.body, signIn)
    return response
  }

  async function api({ header }: PageRequest, page: string): Promise<PageResponse> {
    const authorization = header('authorization') ?? ''
    const { status, headers } = await fetch(`${testbed.api}/echo`, { headers: { authorization } })
    const signIn = signIns.of(authorization.replace(/^Bearer /, ''))
    const session = header('x-session') as SessionKind
    requests.push({ page, session, send: Number(header('x-send') ?? 0), signIn, at: machineTime(), status })
    const challenge = headers.get('www-authenticate')
    return { status, ...(challenge !== null && { headers: { 'www-authenticate': challenge } }) }
  }
}
