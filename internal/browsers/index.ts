export { type Engine, type EngineName, engineNames, type Tab } from './engine.ts'
export { launchEngine } from './launch-engine.ts'
export { launchOrSkip } from './launch-or-skip.ts'
export { MissingPrerequisite } from '../tools/need-program.ts'
