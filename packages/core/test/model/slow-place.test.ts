import { checkStore } from './check-store.ts'
import { createSlowPlace } from './slow-place.ts'

checkStore('a store that takes real time', createSlowPlace)
