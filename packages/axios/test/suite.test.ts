import { describeBehaviours } from '@everbearer/behaviour/vitest'
import { axiosSubject } from './subject.ts'

describeBehaviours(axiosSubject('http'))
describeBehaviours(axiosSubject('fetch'))
