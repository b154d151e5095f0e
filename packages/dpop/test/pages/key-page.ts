// The program of a page: makes or reads the key, and tells the test page its thumbprint.
import { indexedDbKey } from '../../src/index.ts'

const { name } = JSON.parse(document.body.dataset['options'] ?? '{}') as { readonly name: string }

const told = await indexedDbKey({ name })
  .thumbprint()
  .catch((error: unknown) => String(error))
parent.postMessage({ name, thumbprint: told }, '*')
