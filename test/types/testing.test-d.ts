import { expect, expectTypeOf } from 'vitest'
import '../../src/testing/vitest.js'
import type { Client } from '../../src/client/client.js'
import type { RefusalCode } from '../../src/protocol/refusals.js'
import { login, testServer } from '../../src/testing/index.js'

await using server = await testServer()
const ann = await login(server, 'ann', { password: 'mine', timeout: 500 })
expectTypeOf(ann).toEqualTypeOf<Client>()
expectTypeOf(await login('tcp://localhost:8000', 'ann')).toEqualTypeOf<Client>()
expectTypeOf(server.url).toEqualTypeOf<URL>()

const reply = expect(ann.contactGet())
expectTypeOf(reply.toSucceed).parameters.toEqualTypeOf<[]>()
expectTypeOf(reply.toSucceed()).toEqualTypeOf<void | Promise<void>>()
expectTypeOf(reply.not.toSucceedWith).parameters.toEqualTypeOf<[pattern: unknown]>()
expectTypeOf(reply.toBeRefused).parameter(0).toEqualTypeOf<RefusalCode | RegExp | undefined>()
expectTypeOf(reply.rejects.toBeRefused).parameter(0).toEqualTypeOf<RefusalCode | RegExp | undefined>()
expectTypeOf(reply.toBeEvent).parameter(1).toEqualTypeOf<{ readonly within?: number } | undefined>()
expectTypeOf(reply.toHold).parameters.toEqualTypeOf<[]>()
expectTypeOf(expect.toBeRefused).parameter(0).toEqualTypeOf<RefusalCode | RegExp | undefined>()

// @ts-expect-error a refusal that the protocol does not have
reply.toBeRefused('wrong-pasword')
// @ts-expect-error a refusal that the protocol does not have
reply.not.toBeRefused('unknown_user')
// @ts-expect-error what is refused has no value
reply.toBeRefused({ code: 'unknown-user' })
// @ts-expect-error a pattern is needed
reply.toSucceedWith()
// @ts-expect-error an event is an object
reply.toBeEvent('message')
// @ts-expect-error a user has a name
login(server)
// @ts-expect-error a server's options are known
testServer({ prot: 8000 })
