import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import Fastify, { type FastifyInstance } from 'fastify'

/** The demonstration clinic's site, on an origin of its own, with the script tag that `publicUrl` serves. */
export async function createDemo(dist: string, publicUrl: URL): Promise<FastifyInstance> {
  const folder = join(dist, 'demo')
  const demo = Fastify()
  await demo.register(fastifyStatic, { root: folder, serve: false })
  for (const [path, file] of [
    ['/', 'index.html'],
    ['/what-to-expect', 'what-to-expect.html'],
  ] as const) {
    const page = (await readFile(join(folder, file), 'utf8')).replaceAll('%BEDSIDE%', publicUrl.origin)
    demo.get(path, (_request, reply) => reply.type('text/html; charset=utf-8').send(page))
  }
  for (const file of ['demo.css', 'mark.svg', 'hills.svg'])
    demo.get(`/${file}`, (_request, reply) => reply.sendFile(file))
  return demo
}
