import type { Locale } from '../../protocol/events.ts'

const en = {
  title: 'Questions without an answer',
  lead: 'What visitors asked and the assistant could not answer, or answered without helping. Questions with the same nearest answer stand together. It is noted that you looked at this page.',
  loading: 'Looking through the chats…',
  again: 'Try again',
  none: 'No questions without an answer.',
  noneMore: (since: string) => `Chats looked through: back to ${since}`,
  since: (since: string) => `Chats looked through: back to ${since}`,
  near: (title: string) => `Near: ${title}`,
  notCovered: (title: string) => `Not in the article: ${title}`,
  notHelpful: (title: string) => `Did not help: ${title}`,
  nothing: (question: string) => `“${question}”`,
  count: (n: number) => (n === 1 ? 'Asked once' : `Asked ${n} times`),
  missing: (n: number) => (n === 1 ? '1 chat closed as “answer missing”' : `${n} closed as “answer missing”`),
  last: (when: string) => `last ${when}`,
  questions: 'As visitors typed it, one a line',
  questionsHint: 'Take out lines that ask something else, and everything about one visitor: names, dates, numbers.',
  answer: 'The answer that fits',
  choose: 'Choose an answer…',
  accept: 'Add as other ways to ask it',
  accepting: 'Adding…',
  accepted: (n: number, title: string) =>
    `Added to “${title}”: ${n}. The assistant learns it now; that can take a minute. Whoever runs the server should calibrate again: npm run faq:calibrate.`,
  notAccepted: 'Not added:',
  noAnswer: 'Choose the answer first.',
  noQuestion: 'There is no question left to add.',
  draft: 'Write a new answer',
}

export type UnansweredWords = typeof en

const es: UnansweredWords = {
  title: 'Preguntas sin respuesta',
  lead: 'Lo que preguntaron los visitantes y el asistente no supo responder, o respondió sin ayudar. Van juntas las que tienen la misma respuesta más cercana. Se anota que usted vio esta página.',
  loading: 'Revisando los chats…',
  again: 'Intentar de nuevo',
  none: 'No hay preguntas sin respuesta.',
  noneMore: (since) => `Chats revisados: desde ${since}`,
  since: (since) => `Chats revisados: desde ${since}`,
  near: (title) => `Cerca de: ${title}`,
  notCovered: (title) => `No está en el artículo: ${title}`,
  notHelpful: (title) => `No sirvió: ${title}`,
  nothing: (question) => `«${question}»`,
  count: (n) => (n === 1 ? 'Se preguntó una vez' : `Se preguntó ${n} veces`),
  missing: (n) => (n === 1 ? '1 chat cerrado como «falta la respuesta»' : `${n} cerrados como «falta la respuesta»`),
  last: (when) => `la última, ${when}`,
  questions: 'Como lo escribieron, una por línea',
  questionsHint: 'Quite las líneas que preguntan otra cosa y todo lo de un visitante: nombres, fechas, números.',
  answer: 'La respuesta que corresponde',
  choose: 'Elija una respuesta…',
  accept: 'Añadir como otras maneras de preguntarlo',
  accepting: 'Añadiendo…',
  accepted: (n, title) =>
    `Añadidas a «${title}»: ${n}. El asistente lo aprende ahora; puede tardar un minuto. Quien maneja el servidor debería calibrar de nuevo: npm run faq:calibrate.`,
  notAccepted: 'No se añadió:',
  noAnswer: 'Elija primero la respuesta.',
  noQuestion: 'No queda ninguna pregunta que añadir.',
  draft: 'Escribir una respuesta nueva',
}

export const unansweredWords: Record<Locale, UnansweredWords> = { en, es }
