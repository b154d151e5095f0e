import type { Setting } from '../contenders/contender.ts'
import type { ChooseStatus } from './responses.ts'
import { noOpAxiosAdapter } from './no-op-axios.ts'
import { noOpAzureClient } from './no-op-azure.ts'
import { installNoOpDispatcher } from './no-op-dispatcher.ts'
import { installNoOpFunction } from './no-op-function.ts'

/** What lies below the clients. `function`: a plain function in the place of fetch, for the clients of fetch. */
export type Transport = 'no-op' | 'function' | 'loopback'

/** Puts a transport below the clients of this process. Returns the settings of clients that do not use fetch. */
export function installTransport(transport: Transport, chooseStatus: ChooseStatus): Pick<Setting, 'axiosAdapter' | 'azureClient'> {
  if (transport === 'loopback') return {}
  if (transport === 'function') installNoOpFunction(chooseStatus)
  else installNoOpDispatcher(chooseStatus)
  return { axiosAdapter: noOpAxiosAdapter(chooseStatus), azureClient: noOpAzureClient(chooseStatus) }
}
