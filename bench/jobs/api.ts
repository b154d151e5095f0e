// An API on loopback that keeps its connections, and accepts one token.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { jobOptions, say } from '../measure/job.ts'
import { responseWith } from '../transport/responses.ts'

jobOptions()
const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
  const { status, headers, body } = responseWith(request.headers.authorization === 'Bearer access-token' ? 200 : 401)
  request.resume().once('end', () => response.writeHead(status, headers).end(body))
})
server.listen(0, '127.0.0.1', () => void say({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/orders?page=1` }))
