import { adapterTests, behaviours, type Platform, storeTests, type Subject } from '@everbearer/testing/conformance'
import { handlersOf } from '@everbearer/testing/msw'
import { nodePlatform } from '@everbearer/testing/node'
import { startTestbed, type Testbed } from '@everbearer/testing/server'

/** Names what each further entry of the kit gives. */
export function nameEntries(testbed: Testbed, subject: Subject): readonly string[] {
  const platform: Platform = nodePlatform
  const functions = [adapterTests, storeTests, handlersOf, startTestbed]
  return [testbed.api, subject.name, typeof platform.inspect, ...functions.map(({ name }) => name), ...behaviours.map(({ name }) => name)]
}
