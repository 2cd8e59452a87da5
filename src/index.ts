/** The public API of pychat. */
export { ChatError, type FailureCode } from './client/chat-error.js'
export { type Client, type ConnectOptions, connect } from './client/client.js'
export type { ChatEvent } from './protocol/reply.js'
export type { Message } from './protocol/verbs.js'
export { type Server, type ServerOptions, StoreError, startServer } from './server/index.js'
