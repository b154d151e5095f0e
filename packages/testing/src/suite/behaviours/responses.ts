import { check, expectEqual, expectMatch } from '../assert.ts'
import { behavioursOf, type Behaviour } from '../behaviour.ts'
import { lengthOf } from '../bytes.ts'

export const responses: readonly Behaviour[] = behavioursOf('responses', [
  {
    name: 'JSON comes parsed after a replay',
    async run(context) {
      const { body } = await context.send({ path: '/echo?reject=1', responseType: 'json' })
      expectMatch(body, { method: 'GET', url: '/echo?reject=1' })
      await context.expectCounts({ apiRequests: 2 })
    },
  },
  {
    name: 'text comes as text after a replay',
    async run(context) {
      const { body } = await context.send({ path: '/stream?reject=1&chunks=5&bytes=1000', responseType: 'text' })
      expectEqual(body, 'x'.repeat(5000))
      await context.expectCounts({ apiRequests: 2 })
    },
  },
  {
    name: 'bytes come as bytes after a replay',
    async run(context) {
      const { body } = await context.send({ path: '/stream?reject=1&chunks=5&bytes=1000', responseType: 'bytes' })
      check(typeof body === 'object', 'it is no object')
      expectEqual(await lengthOf(body), 5000)
      await context.expectCounts({ apiRequests: 2 })
    },
  },
  {
    name: 'a stream streams after a replay',
    needs: ['streamed-response'],
    async run(context) {
      const { body } = await context.send({ path: '/stream?reject=1&chunks=20&bytes=10000', responseType: 'stream' })
      check(typeof body === 'object', 'it is no stream')
      expectEqual(await lengthOf(body), 200_000)
      await context.expectCounts({ apiRequests: 2, tokenRequests: 2 })
    },
  },
  {
    name: 'a stream can be read while the server is still sending it',
    needs: ['streamed-response'],
    async run(context) {
      await context.revoked()
      const { body } = await context.send({ path: '/stall?bytes=100000', responseType: 'stream' })
      await firstChunk(body)
      await context.expectCounts({ tokenRequests: 2, apiRequests: 3 })
    },
  },
  {
    name: 'a streamed 401 too large to be read in passing is left whole to the caller, and the token is refreshed all the same',
    needs: ['streamed-response'],
    async run(context) {
      const { status, body } = await context.outcome({ path: '/echo?reject=1&rejectBytes=3000000', responseType: 'stream' })
      if (status === 401) expectEqual(await lengthOf(body), 3_000_000)
      else expectEqual(status, 200)
      await context.untilEvent('refresh', 2)
      await context.expectCounts({ tokenRequests: 2 })
    },
  },
  {
    name: 'an empty answer stays empty',
    async run(context) {
      const { status, body } = await context.send('/status/204?reject=1')
      expectEqual([status, body || ''], [204, ''])
      await context.expectCounts({ apiRequests: 2 })
    },
  },
  {
    name: 'the headers of the answer are those of the replay',
    needs: ['challenge'],
    async run(context) {
      const reply = await context.send('/echo?reject=1')
      expectEqual([reply.header('www-authenticate'), reply.header('Content-Type')], [null, 'application/json'])
      expectEqual((await context.outcome('/echo?reject=always&challenge=bare')).status, 401)
    },
  },
  {
    name: 'an answer is what the client gives without us',
    async run(context) {
      const bare = await context.bare()
      const [ours, native] = [await context.send('/open?reject=1'), await context.send('/open', bare)]
      expectEqual(Object.getPrototypeOf(ours.native), Object.getPrototypeOf(native.native), 'kind of answer')
      expectEqual([ours.status, typeof ours.body], [native.status, typeof native.body])
    },
  },
  {
    name: 'where the client does not throw, a 401 is refreshed for and a second one is an answer',
    needs: ['non-throwing'],
    async run(context) {
      expectMatch(await context.outcome({ path: '/echo?reject=1', throws: false }), { kind: 'reply', status: 200 })
      expectMatch(await context.outcome({ path: '/echo?reject=always', throws: false }), {
        kind: 'reply',
        status: 401,
        body: { error: 'invalid_token' },
      })
      await context.expectCounts({ apiRequests: 4 })
    },
  },
  {
    name: 'where the client was set up not to throw, the same',
    needs: ['non-throwing'],
    async run(context) {
      const client = await context.client({ throws: false })
      expectMatch(await context.outcome('/echo?reject=1', client), { kind: 'reply', status: 200 })
      expectMatch(await context.outcome('/status/500', client), { kind: 'reply', status: 500 })
    },
  },
  {
    name: 'the download is told as it comes, up to its end',
    needs: ['download-progress'],
    async run(context) {
      const loaded: number[] = []
      await context.send({ path: '/stream?reject=1&chunks=5', responseType: 'text', onDownloadProgress: (bytes) => loaded.push(bytes) })
      await settled(loaded, 5120)
      expectEqual(loaded.at(-1), 5120)
    },
  },
  {
    name: 'the upload is told as it goes, up to its end',
    needs: ['upload-progress'],
    async run(context) {
      const loaded: number[] = []
      await context.send({
        method: 'POST',
        path: '/echo?reject=1',
        body: 'x'.repeat(5000),
        onUploadProgress: (bytes) => loaded.push(bytes),
      })
      await settled(loaded, 5000)
      expectEqual(loaded.at(-1), 5000)
    },
  },
])

async function firstChunk(stream: unknown): Promise<void> {
  if (stream instanceof ReadableStream) {
    const reader = (stream as ReadableStream<Uint8Array>).getReader()
    check((await reader.read()).value !== undefined, 'nothing came')
    await reader.cancel()
    return
  }
  for await (const chunk of stream as AsyncIterable<Uint8Array>) {
    check(chunk.byteLength > 0, 'nothing came')
    break
  }
}

/** Waits for the last progress value. Clients throttle progress, so the last value may come shortly after the response. */
async function settled(values: readonly number[], last: number): Promise<void> {
  for (let turn = 0; turn < 100 && values.at(-1) !== last; turn++) {
    await new Promise((resolve) => {
      setTimeout(resolve, 10)
    })
  }
}
