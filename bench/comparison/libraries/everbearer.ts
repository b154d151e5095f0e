import { join } from 'node:path'
import { type Coordinator, createCoordinator, withBearer as withAxios } from '@everbearer/axios'
import { withBearer as withFetch } from '@everbearer/fetch'
import { fileStore } from '@everbearer/file'
import { clientCredentials } from '@everbearer/oauth2'
import { create } from 'axios'
import type { Account, Client, Library, Request, Way } from './library.ts'
import { sendByAxios } from './send-by-axios.ts'
import { sendByFetch } from './send-by-fetch.ts'

type Sender = (auth: Coordinator) => (request: Request) => Promise<number>

function wayOf(name: string, sender: Sender): Way {
  return {
    name,
    open: (account) => openWith(sender, account),
    openWithStore: (account) => openWith(sender, account, join(account.folder, 'token.json')),
  }
}

function openWith(sender: Sender, account: Account, path?: string): Client {
  const { tokenEndpoint, clientId, clientSecret, api } = account
  const source = clientCredentials({ tokenEndpoint, clientId, clientSecret })
  const auth = createCoordinator({ source, origins: [api], ...(path !== undefined && { store: fileStore({ path }) }) })
  return {
    send: sender(auth),
    switchUser: (access_token) => auth.setTokens({ access_token, expires_in: 3_600 }),
    logOut: () => auth.clear(),
    close: () => auth[Symbol.asyncDispose](),
  }
}

export const everbearer: Library = {
  name: 'Everbearer',
  packageName: '@everbearer/axios',
  ways: [
    wayOf('@everbearer/axios', (auth) => sendByAxios(withAxios(create(), auth))),
    wayOf('@everbearer/fetch', (auth) => sendByFetch(withFetch(fetch, auth))),
  ],
}
