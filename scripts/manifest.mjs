import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Plugin } from '@oclif/core/config'

/** Writes oclif.manifest.json from the commands in dist/. */
export async function writeManifest(root) {
  const path = join(root, 'oclif.manifest.json')
  rmSync(path, { force: true })
  const plugin = new Plugin({ root, isRoot: true, ignoreManifest: true, errorOnManifestCreate: true })
  await plugin.load()
  await Promise.all(plugin.commands.map(keepCompletion))
  writeFileSync(path, `${JSON.stringify(plugin.manifest)}\n`)
}

/** Adds what oclif leaves out of a manifest: what completes values. */
async function keepCompletion(cached) {
  const Class = await cached.load()
  const flags = { ...Class.baseFlags, ...Class.flags }
  for (const [of, given] of [
    [cached.flags, flags],
    [cached.args, Class.args ?? {}],
  ]) {
    for (const [name, { completes }] of Object.entries(given)) {
      if (of[name]) of[name].completes = completes
    }
  }
}
