import { readdirSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { basename, join } from 'node:path'
import { checkArguments } from '../cli/args.js'
import { requestFor } from '../cli/conversation.js'
import { CliError, UsageError } from '../cli/errors.js'
import { safe } from '../cli/hostile-text.js'
import { localName } from '../cli/local-name.js'
import { picture } from '../cli/picture.js'
import { serverLimits } from '../cli/session.js'
import { showSize } from '../cli/size.js'
import { TransferSource } from '../cli/transfer-source.js'
import { fileTarget } from '../cli/transfer-target.js'
import type { Chat } from './chat.js'
import { type Candidates, lastWord } from './complete.js'

/** The commands of a chat, by what stands behind the slash; each gets the rest of the line. */
export const chatCommands: Readonly<Record<string, (rest: string, chat: Chat) => Promise<void>>> = {
  file: sendFile,
  get: getFile,
  history: showHistory,
}

/** What Tab may put into a chat's line. */
export function candidates(line: string, { files }: Chat): Candidates {
  if (line.startsWith('/file ')) return { from: 6, words: pathsFrom(line.slice(6)) }
  if (line.startsWith('/get ')) return lastWord(line, line.indexOf(' ', 5) < 0 ? files : [])
  if (line.startsWith('/'))
    return lastWord(
      line,
      [...Object.keys(chatCommands), 'back'].map((name) => `/${name}`),
    )
  return { from: line.length, words: [] }
}

async function sendFile(rest: string, chat: Chat): Promise<void> {
  const { shell, who } = chat
  if (rest === '') throw new UsageError('the path is missing', { hint: '/file PATH' })
  const path = atHome(rest)
  const source = await TransferSource.open(path)
  try {
    const { verb, args } = requestFor('FILE-SEND-PRIVATE', who, {
      path: basename(path),
      size: String(source.size),
    })
    shell.note(`Sending ${basename(path)} (${showSize(source.size)})…`)
    const { value, text } = await chat.transfer(async (client) => {
      checkArguments(verb, args, await serverLimits(client))
      const progress = chat.progress(args.path, source.size)
      try {
        return await client.upload(verb, args, source.bytes(), {
          progress: (sent) => progress.update(sent),
        })
      } finally {
        progress.end()
      }
    })
    if (value) chat.files.push(value.code)
    shell.note(value ? `Sent ${value.name} (${showSize(value.size)}), code ${value.code}.` : text)
    chat.showEquivalent('file send', [path])
  } finally {
    await source.close()
  }
}

async function getFile(rest: string, chat: Chat): Promise<void> {
  const { shell, who } = chat
  const [, file, given] = /^(\S+)(?: +(.+))?$/.exec(rest) ?? []
  if (file === undefined) throw new UsageError('the code is missing', { hint: '/get CODE [PATH]' })
  const { verb, args } = requestFor('FILE-GET-PRIVATE', who, { file })
  const path = await chat.transfer(async (client) => {
    const download = await client.download(verb, args)
    try {
      const path = given === undefined ? localName(download.value?.name ?? file) : atHome(given)
      const target = await fileTarget(path, { force: false })
      const progress = chat.progress(path, download.size)
      try {
        await target.receive(progress.counting(download.bytes))
      } finally {
        progress.end()
      }
      return path
    } catch (error) {
      // The bytes are on their way, and nobody takes them.
      shell.world.link.leave()
      const isThere = error instanceof CliError && error.code === 'local-file'
      throw isThere
        ? new CliError('local-file', error.message, { hint: '/get CODE PATH', cause: error })
        : error
    }
  })
  await preview(path, { shell })
  shell.note(`Saved ${path}.`)
  chat.showEquivalent('file get', [file], given === undefined ? [] : ['-o', path])
}

async function preview(path: string, { shell }: Pick<Chat, 'shell'>): Promise<void> {
  const { out, previews } = shell.world
  if (!previews || !out.colour) return
  const shown = await picture(await readFile(path), out.columns)
  if (shown !== undefined) shell.print(shown)
}

async function showHistory(rest: string, chat: Chat): Promise<void> {
  const { shell, who } = chat
  const limit = rest === '' ? '20' : rest
  const { verb, args } = requestFor('CHAT-PRIVATE-HISTORY', who, { limit, before: '-' })
  const { value, text } = await shell.world.link.use((client) => client.request(verb, args))
  if (!value) shell.note(text)
  else if (value.length === 0) shell.note('Nothing was said yet.')
  for (const message of value?.toReversed() ?? []) chat.show(message, 'again')
  chat.showEquivalent('chat history', [], ['--limit', limit])
}

/** What a path that is being typed may become. */
function pathsFrom(typed: string): string[] {
  const folder = typed.slice(0, typed.lastIndexOf('/') + 1)
  try {
    return readdirSync(atHome(folder) || '.', { withFileTypes: true })
      .filter(({ name }) => !name.startsWith('.') || typed.startsWith('.', folder.length))
      .map((entry) => `${folder}${entry.name}${entry.isDirectory() ? '/' : ''}`)
      .filter((path) => path === safe(path))
  } catch {
    return []
  }
}

const atHome = (path: string) => (path.startsWith('~/') ? join(homedir(), path.slice(2)) : path)
