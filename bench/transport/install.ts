import type { Setting } from '../contenders/contender.ts'
import type { ChooseStatus } from './responses.ts'
import { noOpAxiosAdapter } from './no-op-axios.ts'
import { noOpAzureClient } from './no-op-azure.ts'
import { installNoOpDispatcher } from './no-op-dispatcher.ts'
import { installNoOpFunction } from './no-op-function.ts'

/** What is below the clients. `function`: a plain function in the place of fetch, for those that use it. */
export type Transport = 'no-op' | 'function' | 'loopback'

/** Puts a transport below the clients of this process. Gives what those need that do not use fetch. */
export function installTransport(transport: Transport, chooseStatus: ChooseStatus): Pick<Setting, 'axiosAdapter' | 'azureClient'> {
  if (transport === 'loopback') return {}
  if (transport === 'function') installNoOpFunction(chooseStatus)
  else installNoOpDispatcher(chooseStatus)
  return { axiosAdapter: noOpAxiosAdapter(chooseStatus), azureClient: noOpAzureClient(chooseStatus) }
}
