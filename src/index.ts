/** The public API of pychat. */
export { ChatError, type FailureCode } from './client/chat-error.js'
export { type Client, type ConnectOptions, connect } from './client/client.js'
export type { Success } from './client/success.js'
export type { ChatEvent } from './protocol/reply.js'
export type { Message } from './protocol/verbs.js'
export { loadScenarios } from './scenario/load.js'
export { type RunOptions, runScenarios } from './scenario/run.js'
export { type Server, type ServerOptions, StoreError, startServer } from './server/index.js'
