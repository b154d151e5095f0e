import type { Code, Nodes } from 'mdast'
import { fromMarkdown } from 'mdast-util-from-markdown'

/** One command of a block of shell code, in words. Quotes are gone. */
export type ShellCommand = readonly string[]

/** Reads the commands of a page's blocks marked `sh`. A command in `$(…)` is one of its own. */
export function shellCommands(markdown: string): ShellCommand[] {
  return blocksIn(fromMarkdown(markdown)).flatMap(({ value }) => value.split('\n').flatMap(commandsIn))
}

function blocksIn(node: Nodes): Code[] {
  if (node.type === 'code') return node.lang === 'sh' ? [node] : []
  return 'children' in node ? node.children.flatMap(blocksIn) : []
}

function commandsIn(line: string): ShellCommand[] {
  const inner: string[] = []
  const outer = line.replace(/ # .*$/, '').replaceAll(/\$\(((?:npx|node|npm) [^()]*)\)/g, (_, command: string) => {
    inner.push(command)
    return 'substituted'
  })
  return [outer, ...inner].map(wordsOf).filter((words) => words.length > 0)
}

function wordsOf(command: string): string[] {
  return Array.from(command.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g), ([, double, single, bare]) => double ?? single ?? bare ?? '')
}
