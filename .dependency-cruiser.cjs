// Who may import whom: imports point down only (ARCHITECTURE.md has the picture).
const layer = (name, from, allowed) => ({
  name,
  comment: `${name}: imports point down only, see ARCHITECTURE.md`,
  severity: 'error',
  from: { path: from },
  to: { path: '^src/', pathNot: allowed },
})

module.exports = {
  forbidden: [
    layer('protocol-imports-nothing', '^src/protocol/', '^src/protocol/'),
    layer('platform-knows-nobody', '^src/platform/', '^src/platform/'),
    layer('text-knows-nobody', '^src/text/', '^src/text/'),
    layer('sqlite-knows-nobody', '^src/sqlite/', '^src/sqlite/'),
    layer('client-is-below', '^src/client/', '^src/(client|protocol)/'),
    layer('server-is-alone', '^src/server/(?!store/)', '^src/(server|platform|protocol)/'),
    layer('scenario-knows-no-server', '^src/scenario/', '^src/(scenario|client|platform|text|protocol)/'),
    layer('credentials-know-nobody', '^src/credentials/', '^src/(credentials|platform|protocol)/'),
    layer('cli-is-shared', '^src/cli/', '^src/(cli|credentials|client|platform|text|protocol|sqlite)/'),
    layer('shell-is-beside-commands', '^src/shell/', '^src/(shell|cli|client|credentials|text|protocol)/'),
    layer('judging-is-beside-commands', '^src/judging/', '^src/(judging|cli|scenario|client|protocol)/'),
    layer(
      'commands-are-thin',
      '^src/commands/',
      '^src/(commands|cli|shell|judging|scenario|client|credentials|protocol)/|^src/server/(index|options)\\.ts$',
    ),
    layer(
      'testing-is-for-others',
      '^src/testing/',
      '^src/(testing|scenario|client|text|protocol)/|^src/server/index\\.ts$',
    ),
    {
      name: 'store-contract-is-the-bottom',
      comment: 'the contract of the store knows no engine',
      severity: 'error',
      from: { path: '^src/server/store/store\\.ts$' },
      to: { path: '^src/' },
    },
    {
      name: 'engines-know-the-contract-alone',
      severity: 'error',
      from: { path: '^src/server/store/([^/]+)/' },
      to: { path: '^src/', pathNot: '^src/(server/store/($1/|store\\.ts$)|sqlite/)' },
    },
    {
      name: 'server-index-picks-the-engine',
      severity: 'error',
      from: { path: '^src/server/', pathNot: '^src/server/(index\\.ts$|store/)' },
      to: { path: '^src/server/store/', pathNot: '^src/server/store/store\\.ts$' },
    },
    {
      name: 'handlers-see-no-socket-and-no-sql',
      severity: 'error',
      from: { path: '^src/server/handlers/' },
      to: {
        path: '^(net|node:net|tls|http|node:http)$|^src/server/(connection|listener|outbox|perform|turn|peer)\\.ts$',
      },
    },
    {
      name: 'only-its-own-entry-imports-vitest',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/testing/vitest\\.ts$' },
      to: { path: 'vitest', pathNot: '^src/' },
    },
    {
      name: 'no-circles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
  },
}
