// Run by release.yml behind a publication: attaches to each release the list of components of its package.
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inheritedEnvironment, runProcess } from '../tools/run-process.ts'
import { readPublished, sbomsFor } from './published.ts'
import { writeSboms } from './sboms.ts'

const published = readPublished(process.env['PUBLISHED'])
const sboms = await writeSboms(await mkdtemp(join(tmpdir(), 'everbearer-sboms-')))
for (const { file, package: tag } of sbomsFor(published, sboms)) {
  const { code, output } = await runProcess('gh', ['release', 'upload', tag, file, '--clobber'], { env: inheritedEnvironment() })
  if (code !== 0) throw new Error(`${tag}: ${output}`)
  console.log(`attached the list of components to ${tag}`)
}
