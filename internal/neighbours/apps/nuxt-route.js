// server/routes/orders/[id].js of an application with Nuxt. Nitro brings `$fetch` and the functions of h3 along.
import { clientCredentials, createCoordinator, withBearer } from '../../../everbearer.js'

let client

/** Made by the first request: the build has no settings. */
function api() {
  const { TOKEN_ENDPOINT: tokenEndpoint, CLIENT_ID: clientId, CLIENT_SECRET: clientSecret, API } = process.env
  const source = clientCredentials({ tokenEndpoint, clientId, clientSecret })
  client ??= withBearer($fetch, createCoordinator({ source, origins: new URL(API).origin, retries: 0 }))
  return client
}

// oxlint-disable-next-line import/no-default-export -- Nitro reads no other export
export default defineEventHandler(async (event) => {
  try {
    return await api()(`${process.env.API}/orders/${getRouterParam(event, 'id')}`)
  } catch ({ code, status = 502 }) {
    setResponseStatus(event, status)
    return { code }
  }
})
