// Conundra with the platform's fetch: client_credentials in a Basic header, no refresh token, 50 requests per second.
import { createCoordinator, withBearer } from '@everbearer/fetch'
import { clientCredentials } from '@everbearer/oauth2'

const { TOKEN_ENDPOINT = '', CLIENT_ID = '', CLIENT_SECRET = '', API = '' } = process.env

const auth = createCoordinator({
  source: clientCredentials({
    tokenEndpoint: TOKEN_ENDPOINT,
    clientId: CLIENT_ID,
    clientSecret: CLIENT_SECRET,
    clientAuthentication: 'client_secret_basic',
  }),
  origins: [new URL(API).origin],
  // The limit is for all processes behind one address: a fleet that starts together needs the patience.
  retries: 20,
  maxRetryTime: 60_000,
})
const conundra = withBearer(fetch, auth)

// A job in pieces that are sent at once shares one token request.
const pieces = await Promise.all([1, 2, 3].map(async (day) => (await conundra(`${API}/plans/${day}`)).json()))
console.log(pieces)
