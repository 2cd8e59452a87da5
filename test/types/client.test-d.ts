import { expectTypeOf } from 'vitest'
import type { Client } from '../../src/client/client.js'
import type { MethodName } from '../../src/client/verb-methods.js'
import type { Message, Verb } from '../../src/protocol/verbs.js'

declare const client: Client

expectTypeOf<MethodName<'CHAT-PRIVATE-SEND'>>().toEqualTypeOf<'chatPrivateSend'>()
expectTypeOf<MethodName<Verb>>().toExtend<keyof Client>()

const sent = await client.chatPrivateSend({ name: 'bob', message: 'hi' })
expectTypeOf(sent.value).toEqualTypeOf<{ id: string; at: string } | undefined>()
expectTypeOf(sent.text).toBeString()

const got = await client.chatGroupGet({ code: 'abc' })
expectTypeOf(got.value).toEqualTypeOf<Message[] | undefined>()
expectTypeOf((await client.request('CHAT-GROUP-GET', { code: 'abc' })).value).toEqualTypeOf(got.value)

expectTypeOf((await client.authLogout({ timeout: 5 })).value).toEqualTypeOf<undefined>()
expectTypeOf(client.groupInvite).parameter(0).toEqualTypeOf<{ code: string; names: string[] }>()
expectTypeOf(client.notifSince).parameter(0).toEqualTypeOf<{ after: string | null; limit: number }>()
expectTypeOf(client.notifListen).parameter(0).toEqualTypeOf<{ state: 'on' | 'off' }>()

const stored = await client.fileSendPrivate({ name: 'bob', path: 'a', size: 1 }, [Buffer.from('x')])
expectTypeOf(stored.value?.sha256).toEqualTypeOf<string | undefined>()
const file = await client.fileGetGroup({ code: 'abc', file: 'f' })
expectTypeOf(file.bytes).toExtend<AsyncIterable<Buffer>>()
expectTypeOf(file.size).toBeNumber()

// @ts-expect-error a name is needed
client.chatPrivateSend({ message: 'hi' })
// @ts-expect-error no such argument
client.contactAdd({ name: 'bob', nickname: 'b' })
// @ts-expect-error a verb that carries bytes is no plain request
client.request('FILE-GET-PRIVATE', { name: 'bob', file: 'f' })
// @ts-expect-error an upload needs its bytes
client.fileSendGroup({ code: 'abc', path: 'a', size: 1 })
