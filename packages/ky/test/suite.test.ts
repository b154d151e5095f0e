import { describeBehaviours } from '@everbearer/behaviour/vitest'
import { kySubject } from './subject.ts'

describeBehaviours(kySubject())
