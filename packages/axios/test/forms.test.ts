import { outcomeOf, times } from '@everbearer/testing/bench'
import { type AxiosInstance, type AxiosResponse, create } from 'axios'
import NodeFormData from 'form-data'
import { describe, expect, it } from 'vitest'
import { startAxiosBench } from './support.ts'

const megabyte = new Uint8Array(1_048_576).map((_, index) => index % 251)
const bytes = new Uint8Array([0, 255, 1, 254, 13, 10])

/** A form-data form of strings and buffers. */
function wholeForm(): NodeFormData {
  const form = new NodeFormData()
  form.append('text', 'ä€😀\r\n')
  form.append('number', 7)
  form.append('empty', '')
  form.append('bytes', Buffer.from(bytes), { filename: 'b.bin', contentType: 'image/x' })
  form.append('custom', 'x', { header: { 'X-Own': 'kept' } })
  return form
}

/** Each sends what axios, or form-data, makes a stream of. */
const forms: [kind: string, post: (api: AxiosInstance, path: string) => Promise<AxiosResponse>][] = [
  ['an object, by postForm', (api, path) => api.postForm(path, { a: 'ä', list: [1, 2], bytes: Buffer.from(bytes), date: new Date(0) })],
  [
    'an object, as multipart',
    (api, path) => api.put(path, { a: 'ä', nested: { b: true } }, { headers: { 'content-type': 'multipart/form-data' } }),
  ],
  ['a form-data form', (api, path) => api.post(path, wholeForm())],
  ['a form-data form with content headers alone', (api, path) => api.post(path, wholeForm(), { formDataHeaderPolicy: 'content-only' })],
  ['a form-data form of a megabyte', (api, path) => api.post(path, largeForm())],
  ['a form-data form that is counted', (api, path) => api.post(path, wholeForm(), { onUploadProgress: () => {} })],
  ['a form-data form without redirects', (api, path) => api.post(path, wholeForm(), { maxRedirects: 0 })],
]

function largeForm(): NodeFormData {
  const form = new NodeFormData()
  form.append('file', Buffer.from(megabyte), 'big.bin')
  return form
}

describe.each(forms)('a form without streams of the caller (%s)', (_kind, post) => {
  it('is replayed byte for byte, with the same type and length', async () => {
    await using bench = await startAxiosBench({ axios: { adapter: 'http' } })
    expect((await post(bench.api, '/echo?reject=1')).status).toBe(200)
    const [refused, replayed] = bench.testbed.requests
    expect(replayed).toMatchObject({ bodyLength: refused?.bodyLength, bodySha256: refused?.bodySha256 })
    for (const name of ['content-type', 'content-length', 'transfer-encoding']) expect(replayed?.headers[name]).toBe(refused?.headers[name])
    expect(bench.testbed.requests.map(({ status }) => status)).toEqual([401, 200])
  })

  it('goes out as without us, cold or not', async () => {
    await using bench = await startAxiosBench({ axios: { adapter: 'http' } })
    await post(create({ baseURL: bench.testbed.api, adapter: 'http' }), '/open')
    await post(bench.api, '/open')
    await post(bench.api, '/open')
    const sent = bench.testbed.requests.map(({ bodyLength, headers }) => [
      bodyLength,
      headers['content-type']?.replace(/boundary=.*/, ''),
      headers['content-length'],
    ])
    expect(sent).toEqual(times(3, sent[0]))
  })
})

describe('a form-data form', () => {
  it('goes out as it was when the request was made', async () => {
    await using bench = await startAxiosBench({ axios: { adapter: 'http' } })
    const [form, same] = [wholeForm(), wholeForm()]
    const pending = bench.api.post('/echo', form)
    form.append('late', 'x')
    await pending
    await bench.api.post('/echo', same)
    const lengths = bench.testbed.requests.map(({ bodyLength }) => bodyLength)
    expect(lengths).toEqual(times(2, lengths[0]))
  })

  it.each([
    [
      'whose length is not that of its parts',
      () => {
        const form = new NodeFormData()
        form.append('a', 'x', { knownLength: 1, header: 'no boundary\r\n\r\n' })
        Object.assign(form, { _valueLength: 7 })
        return form
      },
    ],
    [
      'with a part that is made when it is sent',
      () => {
        const form = new NodeFormData()
        form.append('late', (next: (part: string) => void) => next('made late'))
        return form
      },
    ],
  ])('%s is not replayed', async (_name, make) => {
    await using bench = await startAxiosBench({ axios: { adapter: 'http' } })
    await bench.auth.getToken()
    bench.testbed.revokeAccessTokens()
    await outcomeOf(bench.api.post('/echo', make(), { timeout: 500 }))
    expect(bench.testbed.requests.filter(({ status }) => status === 200)).toEqual([])
  })
})
