import { setupServer } from 'msw/node'
import { describeHandlers } from './msw-server.ts'

describeHandlers('msw 3', setupServer)
