import type { Transporter } from 'nodemailer'
import type { Locale } from '../../protocol/events.ts'
import { codeOf, NotSent, type Way } from './alert.ts'

export interface MailSettings {
  /** `smtp://` or `smtps://`, with name and password where the server wants them. */
  smtpUrl: URL
  /** The sender's address. */
  from: string
}

const TIMEOUT_MS = 10_000

interface Words {
  subject: string
  urgentSubject: string
  testSubject: string
  text: (link: string) => string
}

const WORDS: Record<Locale, Words> = {
  en: {
    subject: 'A visitor is waiting',
    urgentSubject: 'Please look now: a visitor is waiting',
    testSubject: 'Test: nobody is waiting',
    text: (link) =>
      `A visitor is waiting for a person in the chat on your website.\n\nOpen the chat (staff sign-in needed):\n${link}\n\n` +
      'What was written is not in this message. Please do not answer it.\n',
  },
  es: {
    subject: 'Un visitante espera',
    urgentSubject: 'Mire ahora, por favor: un visitante espera',
    testSubject: 'Prueba: nadie espera',
    text: (link) =>
      `Un visitante espera a una persona en el chat de su sitio web.\n\nAbra el chat (con su cuenta del personal):\n${link}\n\n` +
      'Lo que se escribió no está en este mensaje. Por favor, no lo responda.\n',
  },
}

/** Mail to the clinic's own addresses. On the way it is encrypted, but for a server on this machine. */
export function mailWay({ smtpUrl, from }: MailSettings, to: () => string[]): Way {
  let opened: Promise<Transporter> | null = null
  return {
    name: 'email',
    async send({ id, urgent, test, link, language }) {
      opened ??= open(smtpUrl)
      const transport = await opened
      const { subject, urgentSubject, testSubject, text } = WORDS[language]
      try {
        await transport.sendMail({
          from,
          to: to(),
          subject: test ? testSubject : urgent ? urgentSubject : subject,
          text: text(link),
          messageId: `<${id}@${smtpUrl.hostname}>`,
          headers: { 'Auto-Submitted': 'auto-generated' },
          ...(urgent ? { priority: 'high' as const } : {}),
          disableFileAccess: true,
          disableUrlAccess: true,
        })
      } catch (cause) {
        throw new NotSent(codeOf(cause), { cause })
      }
    },
  }
}

/** Read when the first mail goes out: most clinics start more often than they mail. */
async function open(url: URL): Promise<Transporter> {
  const { createTransport } = await import('nodemailer')
  const secure = url.protocol === 'smtps:'
  const isHere = ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname)
  return createTransport({
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? (secure ? 465 : 587) : Number(url.port),
    secure,
    requireTLS: !secure && !isHere,
    ...(url.username === ''
      ? {}
      : { auth: { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) } }),
    connectionTimeout: TIMEOUT_MS,
    greetingTimeout: TIMEOUT_MS,
    socketTimeout: TIMEOUT_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  })
}
