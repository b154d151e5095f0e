import { describeBehaviours } from '@everbearer/testing/vitest'
import { kySubject } from './subject.ts'

describeBehaviours(kySubject())
