import { join } from 'node:path'
import { Application, DeclarationReflection, type PageEvent, type ProjectReflection, ReflectionKind } from 'typedoc'
import { MarkdownPageEvent, type PluginOptions } from 'typedoc-plugin-markdown'
import { shortenApiPage } from './api-text.ts'
import type { Entry } from './entries.ts'

const options = {
  plugin: ['typedoc-plugin-markdown'],
  router: 'member',
  readme: 'none',
  disableGit: true,
  excludeExternals: true,
  excludeInternal: true,
  // The repository's own compiler checks the types.
  skipErrorChecking: true,
  logLevel: 'Warn',
  entryFileName: 'index',
  excludeScopesInPaths: true,
  hideBreadcrumbs: true,
  hidePageHeader: true,
  sanitizeComments: true,

  indexFormat: 'table',
  parametersFormat: 'table',
  groupOrder: ['Functions', 'Classes', 'Interfaces', 'Type Aliases', 'Variables', '*'],
} satisfies Partial<PluginOptions> & Record<string, unknown>

/** What the front matter of an API page says of the entry. */
export interface ApiNames {
  /** As in an import. */
  readonly entry: string
  /** The names that the entry exports and describes, by kind. */
  readonly names: readonly { readonly text: string; readonly folder: string; readonly names: readonly string[] }[]
}

/** The kinds of names, in the order of the sidebar, with the folder of their pages. */
const kinds = [
  [ReflectionKind.Function, 'Functions', 'functions'],
  [ReflectionKind.Class, 'Classes', 'classes'],
  [ReflectionKind.Interface, 'Interfaces', 'interfaces'],
  [ReflectionKind.TypeAlias, 'Types', 'type-aliases'],
  [ReflectionKind.Variable, 'Variables', 'variables'],
] as const

/**
 * Writes the API reference of all packages, made of their docstrings.
 *
 * @param entries - what is described; a name that several entries export is described at the first
 * @param folder - where the pages go
 * @throws {Error} a docstring cannot be read
 */
export async function writeApiPages(root: string, entries: readonly Entry[], folder: string): Promise<void> {
  const app = await Application.bootstrapWithPlugins({
    ...options,
    entryPoints: entries.map(({ source }) => join(root, source)),
    tsconfig: join(root, 'site/tsconfig.api.json'),
    displayBasePath: root,
    sourceLinkTemplate: 'https://github.com/everbearer/everbearer/blob/main/{path}#L{line}',
  } as Parameters<typeof Application.bootstrapWithPlugins>[0])
  const project = await app.convert()
  if (project === undefined || app.logger.hasErrors() || app.logger.hasWarnings()) throw new Error('the docstrings cannot be read')
  nameModules(project, root, entries)
  app.renderer.on(MarkdownPageEvent.END, finishPage)
  await app.outputs.writeOutput({ name: 'markdown', path: folder }, project)
}

/** Names the module of each entry as imports do. Typedoc names modules after their files. */
function nameModules(project: ProjectReflection, root: string, entries: readonly Entry[]): void {
  const modules = project.getChildrenByKind(ReflectionKind.Module)
  for (const { specifier, source } of entries) {
    const module = modules.find(({ sources }) => sources?.some(({ fullFileName }) => fullFileName === join(root, source)))
    if (module === undefined) throw new Error(`typedoc found nothing in ${source}`)
    module.name = specifier
  }
}

function finishPage(page: PageEvent): void {
  if (!(page.model instanceof DeclarationReflection)) return
  const { name, sources } = page.model
  const frontMatter = JSON.stringify({
    title: name,
    titleTemplate: titleTemplateOf(page.model),
    source: sources?.[0]?.fileName,
    ...namesBeside(page.model),
  })
  page.contents = `---\n${frontMatter}\n---\n\n${shortenApiPage(page.contents ?? '')}`
}

/** Several entries may have the same name, and a package has a page, too. */
function titleTemplateOf(model: DeclarationReflection): string {
  return model.kindOf(ReflectionKind.Module) ? ':title · API · Everbearer' : `:title · ${moduleOf(model).name} · Everbearer`
}

function moduleOf(model: DeclarationReflection): DeclarationReflection {
  return model.kindOf(ReflectionKind.Module) ? model : (model.parent as DeclarationReflection)
}

/** The names that a entry has, for the sidebar of their pages. All pages would grow, if the settings of the site had these names. */
function namesBeside(model: DeclarationReflection): ApiNames {
  const module = moduleOf(model)
  return {
    entry: module.name,
    names: kinds.flatMap(([kind, text, folder]) => {
      const names = module.getChildrenByKind(kind).map(({ name }) => name)
      return names.length === 0 ? [] : [{ text, folder, names }]
    }),
  }
}
