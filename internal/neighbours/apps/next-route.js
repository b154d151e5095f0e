// app/orders/[id]/route.js of an application with Next.js.
import { clientCredentials, createCoordinator, withBearer } from '../../../everbearer.js'

let client

/** Made by the first request: the build loads this module, too, and has no settings. */
function api() {
  const { TOKEN_ENDPOINT: tokenEndpoint, CLIENT_ID: clientId, CLIENT_SECRET: clientSecret, API } = process.env
  const source = clientCredentials({ tokenEndpoint, clientId, clientSecret })
  client ??= withBearer(fetch, createCoordinator({ source, origins: new URL(API).origin, retries: 0 }))
  return client
}

export async function GET(_request, { params }) {
  const { id } = await params
  try {
    return await api()(`${process.env.API}/orders/${id}`, { cache: 'no-store' })
  } catch ({ code }) {
    return Response.json({ code }, { status: 502 })
  }
}
