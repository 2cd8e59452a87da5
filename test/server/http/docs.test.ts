import { execFileSync, spawn } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { temporaryFolder } from '../../helpers/temporary-folder.js'
import { TestGateway } from '../../helpers/test-gateway.js'

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)

function hasCurl(): boolean {
  try {
    execFileSync('curl', ['--version'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

test.skipIf(!hasCurl()).each(['docs/http.md', 'README.md'])(
  'the session with curl in %s works line by line',
  async (page) => {
    const gateway = await TestGateway.start()
    onTestFinished(() => gateway.close())
    const text = readFileSync(page, 'utf8')
    const [, script] = /<!-- begin session -->\s+```sh\n(.*?)```\s+<!-- end session -->/s.exec(text)!
    const folder = temporaryFolder()
    writeFileSync(join(folder, 'foto.png'), PNG)
    const child = spawn('sh', ['-c', script!.replace('http://127.0.0.1:8080', gateway.base)], { cwd: folder })
    let output = ''
    child.stdout.on('data', (bytes) => (output += bytes))
    child.stderr.on('data', (bytes) => (output += bytes))
    await new Promise((resolve) => child.on('close', resolve))
    expect(output).toContain('{"user":"modis"}')
    expect(output).toMatch(/\{"id":"\w+","at":"[^"]+"\}/)
    expect(output).toContain('"text":"halo, apa kabar?"')
    expect(output).not.toContain('problem+json')
    expect(readFileSync(join(folder, 'copy.png'))).toEqual(PNG)
  },
)
