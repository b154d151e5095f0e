import { it } from 'vitest'
import { missing } from '../missing.ts'

it('Chromium', ({ skip }) => missing('Chromium', skip))
