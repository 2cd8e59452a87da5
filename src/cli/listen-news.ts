import type { ListenNews } from '../client/listen.js'
import { safe } from './hostile-text.js'

/** What happens to the listening itself, in words for a person. */
export function listenNews(news: ListenNews, server: string): string {
  switch (news.type) {
    case 'lost':
      return `${safe(news.error.message)}; trying again in ${(news.delay / 1000).toFixed(1)} s`
    case 'back':
      return `listening at ${server} again`
    case 'polling':
      return `this server pushes nothing: asking for what is unread every ${news.every / 1000} s`
    case 'full':
      return `${news.unread} messages or more are unread: newer ones do not show until some are fetched`
    case 'lagged':
      return `${news.dropped} events came faster than they were taken: the messages among them follow`
  }
}
