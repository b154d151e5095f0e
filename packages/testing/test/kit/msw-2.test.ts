import { setupServer } from 'msw-2/node'
import { vi } from 'vitest'
import { describeHandlers } from './msw-server.ts'

vi.mock('msw', () => import('msw-2'))

describeHandlers('msw 2', setupServer)
