// Starts everything: an authorization server with two users, the server of the page, and Vite.
import type { AddressInfo } from 'node:net'
import { startTestbed } from '@everbearer/testbed'
import { createServer } from 'vite'
import { startServer } from './server/start.ts'

const testbed = await startTestbed()
const client = testbed.registerClient({ refreshTokens: true, rotateRefreshTokens: true, accessTokenLifetime: 30 })
for (const user of ['alice', 'bob']) testbed.registerUser({ username: user, password: user })

const server = await startServer({ issuer: testbed.issuer, ...client })
process.env['WEB_APP_SERVER'] = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
const vite = await createServer({ root: import.meta.dirname })
await vite.listen()
vite.printUrls()
vite.config.logger.info('  Users: alice and bob. The name is the password.')
