import type { RegisteredClient } from './directory.ts'
import type { Testbed } from './testbed.ts'

/** The HTTP clients for which the command `everbearer-testbed` can print a program. */
export const httpClients = ['fetch', 'axios', 'ky', 'ofetch'] as const

export type HttpClient = (typeof httpClients)[number]

/** Returns the text that the command `everbearer-testbed` prints: URLs, the client, and commands and a program to paste. */
export function introductionOf(
  testbed: Pick<Testbed, 'issuer' | 'tokenEndpoint' | 'api'>,
  client: RegisteredClient,
  httpClient: HttpClient,
): string {
  const { issuer, tokenEndpoint, api } = testbed
  const { clientId, clientSecret } = client
  return `issuer          ${issuer}
token endpoint  ${tokenEndpoint}
API             ${api}
client id       ${clientId}
client secret   ${clientSecret}

token=$(curl -s ${tokenEndpoint} -d grant_type=client_credentials \\
  --data-urlencode ${shellQuote(`client_id=${clientId}`)} \\
  --data-urlencode ${shellQuote(`client_secret=${clientSecret}`)} \\
  | sed 's/.*"access_token":"\\([^"]*\\)".*/\\1/')
curl -i ${api}/echo -H "Authorization: Bearer $token"

${programFor(httpClient, { issuer, api, clientId, clientSecret })}`
}

interface Values extends RegisteredClient {
  readonly issuer: string
  readonly api: string
}

/** Returns the source code of a program that gets a token and sends one request to the testbed's API. */
function programFor(httpClient: HttpClient, { issuer, api, clientId, clientSecret }: Values): string {
  const { packages, imports, calls } = programs[httpClient]
  return `// npm install ${packages}
${[...imports, "import { clientCredentials } from '@everbearer/oauth2'"].join('\n')}

const auth = createCoordinator({
  source: clientCredentials({
    issuer: ${quote(issuer)},
    clientId: ${quote(clientId)},
    clientSecret: ${quote(clientSecret)},
  }),
  origins: [${quote(new URL(api).origin)}],
})

${calls(api).join('\n')}`
}

interface Program {
  readonly packages: string
  readonly imports: readonly string[]
  readonly calls: (api: string) => readonly string[]
}

const programs: Readonly<Record<HttpClient, Program>> = {
  fetch: {
    packages: '@everbearer/fetch @everbearer/oauth2',
    imports: ["import { createCoordinator, withBearer } from '@everbearer/fetch'"],
    calls: (api) => [
      'const api = withBearer(fetch, auth)',
      `const response = await api(${quote(`${api}/echo`)})`,
      'console.log(await response.json())',
    ],
  },
  axios: {
    packages: 'axios @everbearer/axios @everbearer/oauth2',
    imports: ["import axios from 'axios'", "import { createCoordinator, withBearer } from '@everbearer/axios'"],
    calls: (api) => [
      `const api = withBearer(axios.create({ baseURL: ${quote(api)} }), auth)`,
      "const { data } = await api.get('/echo')",
      'console.log(data)',
    ],
  },
  ky: {
    packages: 'ky @everbearer/ky @everbearer/oauth2',
    imports: ["import ky from 'ky'", "import { createCoordinator, withBearer } from '@everbearer/ky'"],
    calls: (api) => [`const api = withBearer(ky.create({ prefix: ${quote(api)} }), auth)`, "console.log(await api.get('echo').json())"],
  },
  ofetch: {
    packages: 'ofetch @everbearer/ofetch @everbearer/oauth2',
    imports: ["import { ofetch } from 'ofetch'", "import { createCoordinator, withBearer } from '@everbearer/ofetch'"],
    calls: (api) => [`const api = withBearer(ofetch.create({ baseURL: ${quote(api)} }), auth)`, "console.log(await api('/echo'))"],
  },
}

/** Returns printable ASCII text as a JavaScript literal. */
function quote(text: string): string {
  return /['\\]/.test(text) ? JSON.stringify(text) : `'${text}'`
}

/** Quotes a text for a POSIX shell. */
function shellQuote(text: string): string {
  return /^[\w=.-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`
}
