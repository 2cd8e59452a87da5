import { boolean, integer, option, string as text } from '@oclif/core/flags'
import { eventShape } from '../protocol/reply.js'
import { completing } from './completion/completes.js'
import { variables } from './config.js'
import { eventTypes } from './event-filter.js'
import { fieldFlags } from './fields.js'
import { duration, repeated } from './flags.js'

/** How many events are handed on at once unless told otherwise. */
export const JOBS = 4
/** How long an event is tried at a webhook unless told otherwise, in milliseconds. */
export const GIVE_UP = 2 * 3_600_000

/** What `listen` takes. */
export const listenFlags = {
  ...fieldFlags(eventShape),
  count: integer({ description: 'end after so many events', helpValue: '<n>', min: 1 }),
  timeout: duration({
    description: `end after this long; with fewer than --count, exit 5 [${variables.timeout} bounds each reply]`,
  }),
  from: completing(
    'contact',
    text({
      description: 'only of this user; may be repeated',
      helpValue: '<name>',
      ...repeated,
    }),
  ),
  group: completing(
    'group',
    text({
      char: 'g',
      description: 'only of this group; may be repeated',
      helpValue: '<code>',
      ...repeated,
    }),
  ),
  match: text({
    description: 'only messages whose text this regular expression finds',
    helpValue: '<regex>',
  }),
  type: option({
    options: eventTypes,
    ...repeated,
    description: 'only these; may be repeated',
  })(),
  since: text({
    description: 'start behind the message with this id, - for the first one there is',
    helpValue: '<id>',
  }),
  fetch: boolean({
    description: 'start with what is unread, and count each message as fetched once it was handed on',
    exclusive: ['since', 'match'],
  }),
  exec: completing(
    'file',
    text({
      description: 'run this for each event, which it finds on its stdin as a line of JSON',
      helpValue: '<command>',
    }),
  ),
  shell: boolean({ description: 'let /bin/sh run what --exec says', dependsOn: ['exec'] }),
  jobs: integer({
    description: `how many events may be handed on at once, those of one conversation in order [default: ${JOBS}]`,
    helpValue: '<n>',
    min: 1,
    max: 256,
    relationships: [{ type: 'some', flags: ['exec', 'webhook'] }],
  }),
  webhook: text({
    description: 'post each event to this URL as signed JSON, at least once',
    helpValue: '<url>',
    exclusive: ['exec'],
  }),
  'webhook-secret-file': completing(
    'file',
    text({
      description: `sign with the secret of this file [default: that of the store, env: ${variables.webhookSecret}]`,
      helpValue: '<path>',
      dependsOn: ['webhook'],
    }),
  ),
  resume: boolean({
    description: 'start where the last run for this webhook ended',
    dependsOn: ['webhook'],
    exclusive: ['since', 'fetch'],
  }),
  'give-up': duration({
    description: 'how long to try an event before it becomes a dead letter [default: 120m]',
    dependsOn: ['webhook'],
  }),
  'dead-letters': completing(
    'file',
    text({
      description: 'keep dead letters in this file [default: one under XDG_STATE_HOME]',
      helpValue: '<path>',
      dependsOn: ['webhook'],
    }),
  ),
  replay: completing(
    'file',
    text({
      description: 'listen to nothing: send the dead letters of this file to --webhook again',
      helpValue: '<path>',
      dependsOn: ['webhook'],
      exclusive: ['count', 'timeout', 'since', 'fetch', 'resume'],
    }),
  ),
}
