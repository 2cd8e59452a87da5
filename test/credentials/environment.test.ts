import { expect, test } from 'vitest'
import { type Environment, environmentSecret } from '../../src/credentials/environment.js'

const here = 'tcp://here:8000'
const nothing: Environment = { origin: undefined, user: undefined, token: undefined, password: undefined }
const anyone = { origin: here, serverIsProject: false, user: undefined, userIsFlag: false }
const annByFlag = { ...anyone, user: 'ann', userIsFlag: true }

test('an empty environment has no secret', () => {
  expect(environmentSecret(nothing, annByFlag)).toBeUndefined()
  expect(environmentSecret({ ...nothing, token: '', password: '' }, annByFlag)).toBeUndefined()
})

test('a token needs no user', () => {
  expect(environmentSecret({ ...nothing, token: 't' }, anyone)).toEqual({ kind: 'token', secret: 't' })
})

test('a token comes before a password', () => {
  const env = { ...nothing, user: 'ann', token: 't', password: 'p' }
  expect(environmentSecret(env, annByFlag)).toEqual({
    ...{ kind: 'token', secret: 't', user: 'ann', isClaim: true },
  })
})

test('a password is sent for the user that is named', () => {
  const env = { ...nothing, password: 'p' }
  expect(environmentSecret(env, annByFlag)).toEqual({ kind: 'password', secret: 'p', user: 'ann' })
  expect(environmentSecret(env, anyone)).toBeUndefined()
})

test('a secret beside a server is not sent to another', () => {
  const env = { ...nothing, origin: 'tcp://there:8000', token: 't', password: 'p' }
  expect(environmentSecret(env, annByFlag)).toBeUndefined()
  expect(environmentSecret({ ...env, origin: here }, anyone)?.secret).toBe('t')
})

test('a secret beside a user is not sent for another that a flag names', () => {
  expect(environmentSecret({ ...nothing, user: 'bob', token: 't', password: 'p' }, annByFlag)).toBeUndefined()
})

test('a token beside no user is nobody that a flag names', () => {
  expect(environmentSecret({ ...nothing, token: 't' }, annByFlag)).toBeUndefined()
})

test('a secret goes to a server of a project file only where the environment names the same', () => {
  const inProject = { ...anyone, serverIsProject: true }
  const env = { ...nothing, token: 't' }
  expect(environmentSecret(env, inProject)).toBeUndefined()
  expect(
    environmentSecret({ ...env, password: 'p' }, { ...annByFlag, serverIsProject: true }),
  ).toBeUndefined()
  expect(environmentSecret({ ...env, origin: here }, inProject)?.secret).toBe('t')
})
