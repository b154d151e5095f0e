import { describeBehaviours } from '@everbearer/testing/vitest'
import { fetchSubject } from './subject.ts'

describeBehaviours(fetchSubject)
