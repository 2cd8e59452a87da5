import { safe } from '../hostile-text.js'
import type { DeliveryNews } from './courier.js'

/** What happens to deliveries, in words for a person. */
export function deliveryNews(news: DeliveryNews, receiver: string, deadLetters: string): string {
  switch (news.type) {
    case 'down':
      return `${receiver} takes nothing (${safe(news.why)}); ${news.waiting} waiting, trying on`
    case 'up':
      return `${receiver} takes events again`
    case 'given-up':
      return `${receiver} did not take ${news.id} (${safe(news.why)}); it is kept in ${deadLetters}`
    case 'full':
      return `${news.waiting} events wait for ${receiver}: no more are read until some have gone`
  }
}
