import { claimMessage } from './paths.ts'

/** The browser has no service workers here. */
export class NoServiceWorkerError extends Error {
  override readonly name = 'NoServiceWorkerError'
}

/**
 * Registers the service worker, and waits until it controls this page: on the first visit, and after a reload that went past the worker.
 *
 * @throws {NoServiceWorkerError} the browser has none here, or does not let the page register one
 */
export async function takeControl(file: string, scope: string): Promise<void> {
  // Over http, and in some private windows, the property is missing, whatever the types say.
  const container = navigator.serviceWorker as ServiceWorkerContainer | undefined
  if (container === undefined) throw new NoServiceWorkerError('This browser offers no service workers here.')
  const registration = await container.register(file, { scope, updateViaCache: 'none' }).catch((error: unknown) => {
    throw new NoServiceWorkerError('The service worker could not be registered.', { cause: error })
  })
  await isActive(registration)
  if (container.controller !== null) return
  const controlled = new Promise((resolve) => container.addEventListener('controllerchange', resolve, { once: true }))
  registration.active?.postMessage(claimMessage)
  await controlled
}

/** Resolves when the newest worker is active. */
async function isActive({ installing, waiting, active }: ServiceWorkerRegistration): Promise<void> {
  const newest = installing ?? waiting ?? active
  if (newest === null || newest.state === 'activated') return
  await new Promise<void>((resolve, reject) => {
    newest.addEventListener('statechange', () => {
      if (newest.state === 'activated') resolve()
      if (newest.state === 'redundant') reject(new NoServiceWorkerError('The service worker could not be installed.'))
    })
  })
}
