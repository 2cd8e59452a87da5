/** The longest request line in bytes, its end not counted (LINE-8). */
export const LINE_BYTES = 65_536

/** The longest argument in Unicode code points, unless the server says otherwise (LINE-4). */
export const ARGUMENT_CHARACTERS = 100

/** The most messages that one reply holds (CHAT-2, NOTIF-1, NOTIF-4). */
export const BATCH_MESSAGES = 500

/** The port a server listens on unless told otherwise (LINE-1). */
export const DEFAULT_PORT = 8000

/** The version of the protocol that SERVER-INFO tells. */
export const PROTOCOL_VERSION = 1
