import type { Admin } from '../server/admin.ts'

/** Ends the session that a token answer names. */
export async function endSession(admin: Admin, realm: string, fields: Readonly<Record<string, unknown>>): Promise<void> {
  await admin.send('DELETE', `${realm}/sessions/${String(fields['session_state'])}`)
}

interface KeyComponent {
  readonly id: string
  readonly name: string
  readonly providerId: string
  readonly parentId: string
  readonly config: Readonly<Record<string, string[]>>
}

/**
 * Gives the realm new keys for access tokens and for refresh tokens; the old ones still count.
 *
 * @param name - tells these keys from those of other rotations
 * @returns takes the old ones away
 */
export async function rotateKeys(admin: Admin, realm: string, name: string): Promise<() => Promise<void>> {
  const providerType = 'org.keycloak.keys.KeyProvider'
  const components = (await admin.read(`${realm}/components?type=${providerType}`)) as KeyComponent[]
  const signing = new Set(['rsa-generated', 'hmac-generated'])
  const old = components.filter(({ providerId }) => signing.has(providerId))
  for (const key of old) {
    const { kid: _, ...settings } = key.config
    const priority = [String(Number(settings['priority']?.[0] ?? 0) + 1)]
    const { providerId, parentId } = key
    await admin.send('POST', `${realm}/components`, {
      name: `${key.name}-${name}`,
      providerId,
      providerType,
      parentId,
      config: { ...settings, priority },
    })
  }
  return async () => {
    for (const { id } of old) await admin.send('DELETE', `${realm}/components/${id}`)
  }
}

/** Gives the realm's client named `client` another secret. */
export async function changeSecret(admin: Admin, realm: string, secret: string): Promise<void> {
  const [client] = (await admin.read(`${realm}/clients?clientId=client`)) as { readonly id: string }[]
  await admin.send('PUT', `${realm}/clients/${client?.id}`, { secret })
}
