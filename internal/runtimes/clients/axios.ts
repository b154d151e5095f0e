import { axiosSubject } from '../../../packages/axios/test/subject.ts'
import type { CreateSubject } from '../job.ts'

export const createSubject: CreateSubject = (adapter = 'http') => axiosSubject(adapter)
