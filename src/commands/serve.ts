import { string } from '@oclif/core/args'
import { boolean, custom, integer, option, string as text } from '@oclif/core/flags'
import { parseAmount, writeAmount } from '../cli/amount.js'
import { completing } from '../cli/completion/completes.js'
import { serverDataPath } from '../cli/config-places.js'
import { CliError, UsageError } from '../cli/errors.js'
import { repeated } from '../cli/flags.js'
import { safe } from '../cli/hostile-text.js'
import { addressOf, isLoopback, listenError } from '../cli/listening-address.js'
import { LocalCommand } from '../cli/local-command.js'
import { proxyAddresses } from '../cli/proxy-address.js'
import { readyEvent, readyLines } from '../cli/ready.js'
import { runBeside } from '../cli/run-beside.js'
import type { CertificateAndKey } from '../cli/server-certificate.js'
import { webOrigin } from '../cli/web-origin.js'
import { DEFAULT_PORT } from '../protocol/limits.js'
import { schemes } from '../protocol/schemes.js'
import type { Server, ServerOptions } from '../server/index.js'
import { type LimitName, type Limits, type Log, limits, PASSWORD_COST } from '../server/options.js'

const HOST = '127.0.0.1'
const port = { helpValue: '<port>', min: 0, max: 65_535 } as const
const levels = ['error', 'warn', 'info', 'silent'] as const

/** `connectionsPerAddress` → `connections-per-address` */
const flagOf = (name: string) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)

const limitFlags = Object.fromEntries(
  Object.entries(limits).map(([name, { default: usual, unit, says }]) => [
    flagOf(name),
    custom<number>({
      description: `${says} [default: ${writeAmount(usual, unit)}]`,
      helpGroup: 'LIMITS',
      helpValue: `<${unit}>`,
      parse: async (input) => parseAmount(input, unit),
    })(),
  ]),
)

const passwordCost = custom<number>({
  helpValue: '<n>',
  parse: async (input) => {
    const cost = /^\d{1,7}$/.test(input) ? Number(input) : 0
    // 2^20 takes a gigabyte for each password.
    if (cost >= 2 && cost <= 2 ** 20 && Number.isInteger(Math.log2(cost))) return cost
    throw new UsageError(`${input} is no cost: write a power of two, 2 to ${2 ** 20}`)
  },
})

export default class Serve extends LocalCommand<typeof Serve> {
  static override summary = 'Run the reference server'
  static override description =
    'Behind -- stands a command: the server then runs for as long as it does, on a free port and in memory unless told ' +
    "otherwise, with its address in PYCHAT_SERVER, and the command's exit code is ours."
  static override usage = ['serve', 'serve -- COMMAND...']
  static override examples = [
    '<%= config.bin %> serve',
    '<%= config.bin %> serve --port 0 --memory --json',
    '<%= config.bin %> serve --tls-cert server.pem --tls-key server.key --tls-host 0.0.0.0',
    '<%= config.bin %> serve -- ./my-test.sh',
  ]
  static override args = {
    command: completing('file', string({ description: 'what to run beside the server', multiple: true })),
  }
  static override flags = {
    port: integer({
      description: `the port, 0 for a free one [default: ${DEFAULT_PORT}]`,
      ...port,
    }),
    host: text({
      description: `the address to listen on; 0.0.0.0 lets other machines in [default: ${HOST}]`,
      helpValue: '<address>',
    }),
    'http-port': integer({
      description: 'answer HTTP too, on this port, 0 for a free one',
      ...port,
    }),
    'https-port': integer({
      description: 'answer HTTP inside TLS too, on this port, 0 for a free one',
      helpGroup: 'TLS',
      ...port,
      dependsOn: ['tls-cert'],
    }),
    'http-origin': webOrigin({
      description: 'an origin whose pages may ask over HTTP, https://chat.example say; may be repeated',
      ...repeated,
    }),
    'http-trust-proxy': proxyAddresses({
      description:
        'proxies that say truly where a request over HTTP comes from (X-Forwarded-For): addresses, ranges (10.0.0.0/24) or loopback, with commas in between',
    }),
    'tls-cert': text({
      description: "the server's certificate, a PEM file, with those of its authorities behind it",
      helpGroup: 'TLS',
      helpValue: '<file>',
      dependsOn: ['tls-key'],
    }),
    'tls-key': text({
      description: 'its key, a PEM file',
      helpGroup: 'TLS',
      helpValue: '<file>',
      dependsOn: ['tls-cert'],
    }),
    'tls-port': integer({
      description: `the port for TLS, 0 for a free one [default: ${schemes.tls.port}]`,
      helpGroup: 'TLS',
      ...port,
      dependsOn: ['tls-cert'],
    }),
    'tls-host': text({
      description: 'the address to listen on for TLS [default: that of --host]',
      helpValue: '<address>',
      helpGroup: 'TLS',
      dependsOn: ['tls-cert'],
    }),
    data: text({
      description: 'where to keep everything [default: pychat/server under XDG_DATA_HOME]',
      helpValue: '<dir>',
    }),
    memory: boolean({ description: 'keep nothing: all is gone when the server ends', exclusive: ['data'] }),
    'login-throttle': option({
      options: ['on', 'off'] as const,
      description: 'off lets passwords be guessed without end: for tests [default: on]',
    })(),
    'password-cost': passwordCost({
      description: `how much work it is to check a password: scrypt's N; a lower one is for tests alone [default: ${PASSWORD_COST}]`,
    }),
    'log-level': option({
      options: levels,
      description:
        'what is logged on stderr, a line of JSON each [default: info; warn on a terminal and beside a command]',
    })(),
    ...limitFlags,
  }

  async run(): Promise<void> {
    const command = this.operands
    const isBeside = this.argv.includes('--')
    if (command.length > 0 && !isBeside) {
      throw new UsageError(`put -- before the command to run: pychat serve -- ${command.join(' ')}`)
    }
    if (command.length === 0 && isBeside) throw new UsageError('there is no command behind --')
    const server = await this.#start(isBeside)
    if (!isLoopback(server.host)) this.#warn(server)
    if (!isBeside) return this.#serve(server)
    let code: number
    try {
      code = await runBeside(command, { ...this.io.env, PYCHAT_SERVER: addressOf(server) })
    } finally {
      await server.close()
    }
    this.exit(code)
  }

  async #start(isBeside: boolean): Promise<Server> {
    const { startServer, StoreError } = await import('../server/index.js')
    const { host = HOST, port = isBeside ? 0 : DEFAULT_PORT } = this.flags
    const data = this.#data(isBeside)
    const files = this.#certificateFiles
    const cost = this.flags['password-cost']
    if (cost !== undefined && cost < PASSWORD_COST && data !== undefined) {
      this.out.note('passwords are easy to guess from these data: --password-cost is low')
    }
    const options: ServerOptions = {
      host,
      port,
      http: this.#http(),
      data,
      limits: this.#limits(),
      loginThrottle: this.flags['login-throttle'] !== 'off',
      ...(cost !== undefined && { passwordCost: cost }),
      ...(files && {
        tls: {
          ...(await this.#certificate(files)),
          host: this.flags['tls-host'],
          port: this.flags['tls-port'] ?? (isBeside ? 0 : schemes.tls.port),
        },
      }),
      log: this.#log((await import('pino')).pino, isBeside),
    }
    try {
      return await startServer(options)
    } catch (cause) {
      if (cause instanceof StoreError) {
        throw new CliError('local-file', cause.message, {
          cause,
          hint: '--data DIR for another place, or --memory',
        })
      }
      const { 'http-port': http, 'https-port': https } = this.flags
      throw listenError(cause as NodeJS.ErrnoException, host, {
        '--tls-port': options.tls?.port,
        ...{ '--http-port': http, '--https-port': https },
      })
    }
  }

  /** Runs until a signal asks to end; a second one does not wait. With TLS SIGHUP asks to read the certificate again. */
  async #serve(server: Server): Promise<void> {
    const files = this.#certificateFiles
    if (files) process.on('SIGHUP', () => void this.#renew(server, files))
    const asked = new Promise<void>((resolve) => {
      let isAsked = false
      for (const signal of files ? SIGNALS.filter((signal) => signal !== 'SIGHUP') : SIGNALS) {
        process.on(signal, () => {
          if (isAsked) process.exit(INTERRUPTED)
          isAsked = true
          resolve()
        })
      }
    })
    try {
      await this.#announce(server)
      await asked
    } finally {
      await server.close()
    }
  }

  async #renew(server: Server, files: CertificateAndKey): Promise<void> {
    try {
      server.renew(await this.#certificate(files))
      this.out.note(`the certificate in ${safe(files.cert)} is shown from now on`)
    } catch (error) {
      this.out.note(`the former certificate stays: ${safe((error as Error).message)}`)
    }
  }

  get #certificateFiles(): CertificateAndKey | undefined {
    const { 'tls-cert': cert, 'tls-key': key } = this.flags
    return cert === undefined || key === undefined ? undefined : { cert, key }
  }

  async #certificate(files: CertificateAndKey): Promise<CertificateAndKey> {
    const { readCertificate } = await import('../cli/server-certificate.js')
    return readCertificate(files, (text) => this.out.note(safe(text)))
  }

  /** Others than this machine reach it, and nothing is encrypted. */
  #warn({ host, port, tlsPort }: Server): void {
    const remedy =
      tlsPort === undefined
        ? 'serve inside TLS with --tls-cert and --tls-key'
        : '--host 127.0.0.1 with --tls-host leaves only TLS to others'
    const address = host.includes(':') ? `[${host}]` : host
    this.out.note(`at tcp://${address}:${port} passwords and messages cross the network in clear: ${remedy}`)
  }

  async #announce(server: Server): Promise<void> {
    if (this.wantsJson) return this.out.json(readyEvent(server))
    const data = this.#data(false)
    for (const line of readyLines(server, data === undefined ? 'in memory' : `data in ${safe(data)}`))
      await this.out.line(line)
    const serverFlag = server.port === DEFAULT_PORT ? '' : ` --server ${addressOf(server)}`
    this.out.note(`next, in another terminal: pychat auth register NAME${serverFlag}`)
  }

  /** Where the data is; undefined for memory. */
  #data(isBeside: boolean): string | undefined {
    const { data, memory } = this.flags
    if (data !== undefined) return data
    if (memory || isBeside) return undefined
    return serverDataPath(this.io.env)
  }

  #http(): ServerOptions['http'] {
    const { 'http-port': port, 'https-port': securePort } = this.flags
    const { 'http-origin': origins, 'http-trust-proxy': trustProxy } = this.flags
    if (port !== undefined || securePort !== undefined) return { port, securePort, origins, trustProxy }
    if (!origins && !trustProxy) return undefined
    const flag = origins ? '--http-origin' : '--http-trust-proxy'
    throw new UsageError(`${flag} is for --http-port and --https-port`)
  }

  #limits(): Partial<Limits> {
    const flags = this.flags as Readonly<Record<string, unknown>>
    const names = (Object.keys(limits) as LimitName[]).filter((name) => flags[flagOf(name)] !== undefined)
    return Object.fromEntries(names.map((name) => [name, flags[flagOf(name)]]))
  }

  #log(pino: Pino, isBeside: boolean): Log {
    const usual = isBeside || this.out.talksToTerminal ? 'warn' : 'info'
    const stderr = pino.destination({ fd: 2, sync: true })
    // A log that nobody can read any more is no reason to end.
    stderr.on('error', () => {})
    const options = {
      level: this.flags['log-level'] ?? usual,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
    }
    return pino(options, stderr)
  }
}

type Pino = typeof import('pino').pino

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
const INTERRUPTED = 130
