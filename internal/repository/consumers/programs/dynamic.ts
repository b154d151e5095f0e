// As in docs/guide/commonjs.md: for `module: node16` and `node18`, in which TypeScript refuses `require()` of an ES module.
import axios, { type AxiosInstance } from 'axios'

export async function createApi(): Promise<AxiosInstance> {
  const { createCoordinator, withBearer } = await import('@everbearer/axios')
  const { clientCredentials } = await import('@everbearer/oauth2')
  const source = clientCredentials({ issuer: 'https://auth.example.com', clientId: 'my-client', clientSecret: 'my-secret' })
  const auth = createCoordinator({ source, origins: ['https://api.example.com'] })
  return withBearer(axios.create({ baseURL: 'https://api.example.com' }), auth)
}
