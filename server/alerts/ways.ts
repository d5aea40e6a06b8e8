import type { Site } from '../../faq/types.ts'
import type { Config } from '../config.ts'
import type { Way } from './alert.ts'
import { mailWay } from './mail.ts'
import { webhookWay } from './webhook.ts'

/** The ways out that the clinic named in its settings and that the environment has the means for, at each moment. */
export function alertWays(
  { mail, webhookSecret }: Pick<Config, 'mail' | 'webhookSecret'>,
  site: () => Pick<Site, 'alerts'>,
  now: () => number,
): () => Way[] {
  const email = mail === null ? null : mailWay(mail, () => site().alerts.email)
  const webhook =
    webhookSecret === null ? null : webhookWay({ url: () => site().alerts.webhook, secret: webhookSecret, now })
  return () => {
    const { alerts } = site()
    return [
      ...(email && alerts.email.length > 0 ? [email] : []),
      ...(webhook && alerts.webhook !== null ? [webhook] : []),
    ]
  }
}
