import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Network, startNetwork } from './start-network.ts'

let network: Network
beforeAll(async () => {
  network = await startNetwork()
})
afterAll(() => network[Symbol.asyncDispose]())

it('serves the hosts below example.com by HTTPS, each with a certificate for its name', async () => {
  network.backendOf = (url) => (_, response) => void response.end(url.href)
  expect(await (await fetch('https://auth.example.com/a?b=1')).text()).toBe('https://auth.example.com/a?b=1')
})

it('answers with a 421 where no server is named', async () => {
  network.backendOf = () => undefined
  expect((await fetch('https://api.example.com/')).status).toBe(421)
})

it('leaves other hosts alone', async () => {
  await expect(fetch('http://127.0.0.1:1/')).rejects.toThrow(TypeError)
})
