import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import Fastify, { type FastifyInstance } from 'fastify'
import type { Site } from '../faq/types.ts'
import { escapeHtml } from './pages.ts'

/** The demonstration clinic's site, on an origin of its own, with the script tag that `publicUrl` serves. */
export async function createDemo(dist: string, publicUrl: URL, site: () => Site): Promise<FastifyInstance> {
  const folder = join(dist, 'demo')
  const demo = Fastify()
  await demo.register(fastifyStatic, { root: folder, serve: false })
  for (const [path, file] of [
    ['/', 'index.html'],
    ['/what-to-expect', 'what-to-expect.html'],
  ] as const) {
    const page = await readFile(join(folder, file), 'utf8')
    demo.get(path, (_request, reply) => {
      const facts: Record<string, string> = { BEDSIDE: publicUrl.origin, ...factsOf(site()) }
      const html = page.replaceAll(/%([A-Z_]+)%/g, (_, name: string) => escapeHtml(facts[name] ?? ''))
      return reply.type('text/html; charset=utf-8').send(html)
    })
  }
  for (const file of ['demo.css', 'demo.js', 'mark.svg', 'hills.svg'])
    demo.get(`/${file}`, (_request, reply) => reply.sendFile(file))
  return demo
}

/** What the pages say about the clinic, from its settings. */
const factsOf = ({ clinic, hours, emergency, disclaimer }: Site): Record<string, string> => ({
  NAME: clinic.name,
  PHONE: clinic.phone,
  TEL: clinic.phone.replaceAll(/[^\d+]/g, ''),
  HOURS: hours.words.en,
  HOURS_ES: hours.words.es,
  MEDICAL: emergency.medical.number,
  CRISIS: emergency.crisis.number,
  DISCLAIMER_TITLE: disclaimer.en.title,
  DISCLAIMER: disclaimer.en.text,
})
