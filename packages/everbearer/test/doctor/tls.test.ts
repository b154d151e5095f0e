import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { afterEach, describe, expect, it } from 'vitest'
import { runJson, troublesOf } from '../run-doctor.ts'
import { createCertificate, startTlsServer, type TestCertificate } from './tls-server.ts'

const env = { EVERBEARER_CLIENT_SECRET: 'planted-secret-1234' }
const ownAuthorities = getCACertificates('default')

/** As `NODE_EXTRA_CA_CERTS` does at the start of a process. */
function trust({ cert }: TestCertificate): void {
  setDefaultCACertificates([...ownAuthorities, cert])
}

afterEach(() => setDefaultCACertificates(ownAuthorities))

async function judge(certificate: TestCertificate): Promise<{ troubles: string[]; told: string | undefined; requests: readonly string[] }> {
  await using server = await startTlsServer(certificate)
  const { report } = await runJson(['--issuer', server.origin, '--client-id', 'shop', '--authentication', 'client_secret_basic'], env)
  const told = report.findings.find(({ check }) => check === 'tls')?.sentence.replace(server.origin, 'ORIGIN')
  return { troubles: troublesOf(report), told, requests: [...server.requests] }
}

describe('the certificate of a server', () => {
  it('is accepted if it is valid, and the server gets its requests', async () => {
    const certificate = await createCertificate()
    trust(certificate)
    const { troubles, told, requests } = await judge(certificate)
    expect(troubles).toEqual([])
    expect(told).toBe('ORIGIN has TLSv1.3, and its certificate is valid.')
    expect(requests).toContain('POST /token')
  })

  it('that expires within two weeks is a warning', async () => {
    const certificate = await createCertificate({ daysLeft: 13 })
    trust(certificate)
    const { troubles, told } = await judge(certificate)
    expect(troubles).toEqual(['tls warning'])
    expect(told).toBe('The certificate of ORIGIN expires in 13 days.')
  })

  it.each([
    ['that nobody vouches for', {}, false, 'DEPTH_ZERO_SELF_SIGNED_CERT'],
    ['that has expired', { daysLeft: -2 }, true, 'CERT_HAS_EXPIRED'],
    ['of another host', { host: 'other.example.com' }, true, 'ERR_TLS_CERT_ALTNAME_INVALID'],
  ])('%s is wrong, and no request reaches the server', async (_name, details, isTrusted, code) => {
    const certificate = await createCertificate(details)
    if (isTrusted) trust(certificate)
    const { troubles, told, requests } = await judge(certificate)
    expect(troubles).toContain('tls wrong')
    expect(told).toBe(`The TLS handshake with ORIGIN failed: ${code}.`)
    expect(requests).toEqual([])
  })
})
