// OLI Systems with ofetch: a user's name and password, a public client, and a refresh token while it lasts.
import { password } from '@everbearer/oauth2'
import { createCoordinator, CredentialsRejectedError, withBearer } from '@everbearer/ofetch'
import { ofetch } from 'ofetch'

const { TOKEN_ENDPOINT = '', USERNAME = '', PASSWORD = '', API = '' } = process.env

const auth = createCoordinator({
  source: password({ tokenEndpoint: TOKEN_ENDPOINT, clientId: 'apiclient', username: USERNAME, password: PASSWORD }),
  origins: [new URL(API).origin],
})
const oli = withBearer(ofetch.create({ baseURL: API }), auth)

auth.on('refresh-failed', ({ error }) => {
  // The one failure that no waiting mends: whoever runs this has to look at the account.
  if (error instanceof CredentialsRejectedError) console.error('The name or the password is wrong, or the account needs attention.')
})

console.log(await oli('/channel/dbs'))
