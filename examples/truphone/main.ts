// Truphone Connect with ky: one coordinator for each environment, as their hosts and tokens differ.
import { createCoordinator, withBearer } from '@everbearer/ky'
import { clientCredentials } from '@everbearer/oauth2'
import ky, { type KyInstance } from 'ky'

const { ENVIRONMENTS = '', CLIENT_ID = '', CLIENT_SECRET = '' } = process.env

function connect(issuer: string, api: string): KyInstance {
  const auth = createCoordinator({
    source: clientCredentials({ issuer, clientId: CLIENT_ID, clientSecret: CLIENT_SECRET }),
    origins: [new URL(api).origin],
  })
  return withBearer(ky.create({ prefix: api }), auth)
}

// "<issuer> <api>", one environment a line.
for (const environment of ENVIRONMENTS.split('\n')) {
  const [issuer = '', api = ''] = environment.split(' ')
  console.log(await connect(issuer, api).get('sims').json())
}
