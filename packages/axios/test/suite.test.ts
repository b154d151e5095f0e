import { describeBehaviours } from '@everbearer/testing/vitest'
import { axiosSubject } from './subject.ts'

describeBehaviours(axiosSubject('http'))
describeBehaviours(axiosSubject('fetch'))
