import { describeBehaviours } from '@everbearer/behaviour/vitest'
import { fetchSubject } from './subject.ts'

describeBehaviours(fetchSubject)
