import { describe, expect, test } from 'vitest'
import { parsePayload } from '../../../server/nodes/payload.ts'

const id = '0123456789abcdef0123456789abcdef'

describe('what is heard from the bus', () => {
  test.each([
    [{ chat: id, seq: 7 }],
    [{ chat: id, seq: 0 }],
    [{ staff: id }],
    [{ node: id, beat: 3 }],
  ])('is taken when it is exactly a payload: %j', (payload) => {
    expect(parsePayload(JSON.stringify(payload))).toEqual(payload)
  })

  test.each([
    ['nothing', ''],
    ['no text', undefined],
    ['no JSON', '{"chat":'],
    ['a number', '7'],
    ['null', 'null'],
    ['a list', `["${id}",7]`],
    ['a short id', '{"chat":"abc","seq":7}'],
    ['an id in capitals', `{"chat":"${id.toUpperCase()}","seq":7}`],
    ['an id with a line after it', `{"chat":"${id}\\n","seq":7}`],
    ['a list as id', `{"chat":["${id}"],"seq":7}`],
    ['no seq', `{"chat":"${id}"}`],
    ['a seq as text', `{"chat":"${id}","seq":"7"}`],
    ['a negative seq', `{"chat":"${id}","seq":-1}`],
    ['a fraction', `{"chat":"${id}","seq":1.5}`],
    ['more than a safe integer', `{"chat":"${id}","seq":9007199254740992}`],
    ['infinity', `{"chat":"${id}","seq":1e999}`],
    ['another field', `{"chat":"${id}","seq":7,"text":"x"}`],
    ['the prototype', `{"__proto__":{"chat":"${id}","seq":7}}`],
    ['two kinds at once', `{"staff":"${id}","node":"${id}","beat":1}`],
    ['thousands of blanks', `{"chat":"${id}","seq":7${' '.repeat(5000)}}`],
    ['depth', `${'['.repeat(90)}`],
  ])('is ignored when it is %s', (_what, text) => {
    expect(parsePayload(text)).toBe(null)
  })
})
