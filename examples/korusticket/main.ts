// KorusTicket with axios: client_credentials, a refresh token, and an endpoint of its own for refreshes.
import { createCoordinator, withBearer } from '@everbearer/axios'
import { clientCredentials } from '@everbearer/oauth2'
import axios from 'axios'

const { TOKEN_ENDPOINT = '', REFRESH_TOKEN_ENDPOINT = TOKEN_ENDPOINT, CLIENT_ID = '', CLIENT_SECRET = '', API = '' } = process.env

const auth = createCoordinator({
  source: clientCredentials({
    tokenEndpoint: TOKEN_ENDPOINT,
    refreshTokenEndpoint: REFRESH_TOKEN_ENDPOINT,
    clientId: CLIENT_ID,
    clientSecret: CLIENT_SECRET,
  }),
  origins: [new URL(API).origin],
})
const korusticket = withBearer(axios.create({ baseURL: API }), auth)

// One edition of the manual has the slash at the end, the other has not: what is written here is what is sent.
const { data } = await korusticket.get('v1/ticketing/catalogs/')
console.log(data)
