import { launcher } from '../../src/scenario/launch.js'
import { startSchema } from '../../src/scenario/profiles/start-schema.js'

// Starts a server that writes its process and its folder into a file, and ends without ending it.
const [how, file] = process.argv.slice(2)
const code = `const [port, folder, file] = process.argv.slice(1)
  require('node:fs').writeFileSync(file, JSON.stringify({ pid: process.pid, folder }))
  require('node:net').createServer().listen(port, '127.0.0.1')`
const command = [process.execPath, '-e', code, `\${port}`, `\${folder}`, file]
await launcher(startSchema.parse({ command }), '/')(new AbortController().signal)
if (how === 'exits') process.exit(3)
throw new Error('on purpose')
