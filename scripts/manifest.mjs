import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Plugin } from '@oclif/core/config'

/** Writes oclif.manifest.json from the commands in dist/. */
export async function writeManifest(root) {
  const path = join(root, 'oclif.manifest.json')
  rmSync(path, { force: true })
  const plugin = new Plugin({ root, isRoot: true, ignoreManifest: true, errorOnManifestCreate: true })
  await plugin.load()
  writeFileSync(path, `${JSON.stringify(plugin.manifest)}\n`)
}
