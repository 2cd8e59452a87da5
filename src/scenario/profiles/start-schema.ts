import { z } from 'zod'
import { duration } from '../duration.js'
import { groupNames } from '../regex.js'
import { strict } from '../strict.js'
import { references } from '../template.js'
import { pattern, template } from './texts.js'

/** A text of a command or its surroundings, whose `${…}` say where things are. */
const text = template('port', 'folder', 'here', 'node', 'package')

const textOrNumber = z
  .union([text, z.number(), z.boolean()], { error: 'expected a text or a number' })
  .transform(String)

const ready = strict({
  line: pattern()
    .optional()
    .describe('a line of its output tells; a group port or url says where it listens'),
  connect: z
    .literal(true, { error: 'expected true, or no such key' })
    .optional()
    .describe('it takes a connection; so it is unless line is given'),
  within: duration.default(10_000).describe('how long it may take, 10s unless given'),
}).refine(({ line, connect }) => !line || !connect, 'expected one of line and connect')

const stop = strict({
  signal: z
    .enum(['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT'])
    .default('SIGTERM')
    .describe('what asks it to end, SIGTERM unless given'),
  within: duration.default(5000).describe('how long it may take before it is killed, 5s unless given'),
})

/** How a server is started, as a profile says it. */
export const startSchema = strict({
  command: z
    .array(textOrNumber, { error: 'expected the command and its arguments as a list: no shell reads it' })
    .min(1, 'name the command')
    .describe('the command and its arguments; no shell reads them'),
  cwd: text.default(`\${here}`).describe('where it runs, the folder of the profile unless given'),
  env: z
    .record(z.string().regex(/^[A-Za-z_]\w*$/, 'expected the name of a variable'), textOrNumber)
    .default({})
    .describe('variables beside those of our own environment'),
  files: z
    .record(z.string().regex(/^(?!\.+$)[\w.-]+$/, 'expected the plain name of a file'), text)
    .default({})
    .describe('names and texts of files that are written into its folder first'),
  ready: ready.prefault({}).describe('how to know that it is ready'),
  stop: stop.prefault({}).describe('how it is ended'),
})

export type Start = z.infer<typeof startSchema>

/** Whether anything tells the server the port that was chosen for it, or its ready line will tell us which it chose. */
export function agreesOnPort({ command, env, files, ready }: Start): boolean {
  const told = groupNames(ready.line ?? '')
  const texts = [...command, ...Object.values(env), ...Object.values(files)]
  return told.includes('port') || told.includes('url') || texts.some(refersToPort)
}

export const refersToPort = (text: string): boolean => references(text).includes('port')
