import { describeBehaviours } from '@everbearer/testing/vitest'
import { ofetchSubject } from './subject.ts'

describeBehaviours(ofetchSubject())
