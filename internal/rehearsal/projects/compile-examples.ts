import { settings, undiciTypes } from '../../repository/consumer.ts'
import { tscFile } from '../../repository/run.ts'
import { describeFailure } from '../commands.ts'
import type { Example } from './examples.ts'
import type { Project } from './project.ts'

/**
 * Type-checks the examples in a project, strictly and with the declarations that were published. Those that need Redis are left out: the
 * types of redis need those of Node, and `docs.test.ts` checks them.
 */
export async function compileFaults(project: Project, examples: readonly Example[]): Promise<string[]> {
  const compiled = examples.filter(({ needs }) => !needs.redis)
  for (const { file, code } of compiled) await project.write(`typed/${file}`, code)
  await project.write('typed/undici.d.ts', undiciTypes)
  await project.write('typed/tsconfig.json', JSON.stringify({ compilerOptions: settings, include: ['*.ts'] }))
  const command = [process.execPath, tscFile, '--project', 'typed/tsconfig.json', '--pretty', 'false'] as const
  const outcome = await project.run(command)
  return outcome.code === 0 ? [] : [describeFailure(command, outcome)]
}
