import { describeBehaviours } from '@everbearer/behaviour/vitest'
import { ofetchSubject } from './subject.ts'

describeBehaviours(ofetchSubject())
