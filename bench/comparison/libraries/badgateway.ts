import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { OAuth2Client, OAuth2Fetch, type OAuth2Token } from '@badgateway/oauth2-client'
import type { Account, Client, Library } from './library.ts'
import { sendByFetch } from './send-by-fetch.ts'

type FetchOptions = ConstructorParameters<typeof OAuth2Fetch>[0]

function openWith(account: Account, store: Pick<FetchOptions, 'getStoredToken' | 'storeToken'> = {}): Client {
  const { tokenEndpoint, clientId, clientSecret } = account
  const client = new OAuth2Client({ tokenEndpoint, clientId, clientSecret, authenticationMethod: 'client_secret_post' })
  const wrapper = new OAuth2Fetch({ client, getNewToken: () => client.clientCredentials(), ...store })
  return { send: sendByFetch((url, init) => wrapper.fetch(url, init)) }
}

function storeIn(folder: string): Pick<FetchOptions, 'getStoredToken' | 'storeToken'> {
  const path = join(folder, 'token.json')
  return {
    getStoredToken: async () => {
      const text = await readFile(path, 'utf8').catch(() => 'null')
      return JSON.parse(text) as OAuth2Token | null
    },
    storeToken: (token) => void writeFile(path, JSON.stringify(token)),
  }
}

export const badgateway: Library = {
  name: '@badgateway/oauth2-client',
  packageName: '@badgateway/oauth2-client',
  ways: [
    {
      name: 'OAuth2Fetch',
      open: (account) => openWith(account),
      openWithStore: (account) => openWith(account, storeIn(account.folder)),
    },
  ],
}
