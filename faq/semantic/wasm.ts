/**
 * The inner loops of the encoder as a WebAssembly module with 128-bit SIMD, written out here byte by byte: under 5 kB,
 * and no tool chain. Every function works in the memory that it is handed; addresses and strides are in bytes, and need
 * no alignment. Nothing is checked: whoever calls knows the layout.
 *
 * Only plain multiplications and additions are used, and each sum grows in the order of k. So a loop of `Math.fround`
 * gives the same bits, on every processor; fused operations would not, and were no faster.
 * Source of the encodings: https://webassembly.github.io/spec/core/binary/instructions.html
 */
export interface Kernels {
  /**
   * At index h, for h rows, 1 to `MAX_ROWS`: `out[r][c] = base[r][c] + bias[c] + sum over k of a[r][k] * w[k][c]`. `w`
   * comes in panels of 8 columns; inside a panel, row k starts `wRow` after row k - 1. `depth`, the number of rows of
   * w, is a multiple of 4 and at least 4. A `baseStride` of 0 takes the same row for all.
   */
  multiply: ((
    a: number,
    aStride: number,
    w: number,
    wRow: number,
    wPanel: number,
    base: number,
    baseStride: number,
    bias: number,
    out: number,
    outStride: number,
    depth: number,
    panels: number,
  ) => void)[]
  /**
   * `out[r][c] += sum over k of max(a[r][k], 0) * w[k][c]`, for a product where most of `a` is negative: each row of w
   * is read once, and only used where it counts. `width` is the number of bytes in a row of w and of out, a multiple of
   * 64.
   */
  multiplyPositive: (
    a: number,
    aStride: number,
    w: number,
    out: number,
    outStride: number,
    width: number,
    depth: number,
    rows: number,
  ) => void
}

/** Five rows of eight columns are ten accumulators: with two loads of w and one of a, thirteen of sixteen registers. */
export const MAX_ROWS = 5

type Code = number[]

const I32 = 0x7f
const F32 = 0x7d
const V128 = 0x7b
const NOTHING = 0x40

const END: Code = [0x0b]
const I32_ADD: Code = [0x6a]
const I32_SUB: Code = [0x6b]
const I32_LESS: Code = [0x49]
const F32_GREATER: Code = [0x5e]
const F32_ZERO: Code = [0x43, 0, 0, 0, 0]
const SPLAT: Code = [0xfd, 0x13]
const ADD: Code = [0xfd, 0xe4, 0x01]
const MULTIPLY: Code = [0xfd, 0xe6, 0x01]

/** LEB128: seven bits a byte, lowest first, the top bit set on all but the last. */
function unsigned(n: number): Code {
  return n < 128 ? [n] : [(n & 127) | 128, ...unsigned(n >>> 7)]
}

function signed(n: number): Code {
  return n >= -64 && n < 64 ? [n & 127] : [(n & 127) | 128, ...signed(n >> 7)]
}

const get = (local: number): Code => [0x20, ...unsigned(local)]
const set = (local: number): Code => [0x21, ...unsigned(local)]
const constant = (n: number): Code => [0x41, ...signed(n)]
// the two numbers after a memory instruction: alignment (a hint, 1 here) and what is added to the address
const load = (offset: number): Code => [0xfd, 0x00, 0, ...unsigned(offset)]
const loadSplat = (offset: number): Code => [0xfd, 0x09, 0, ...unsigned(offset)]
const store = (offset: number): Code => [0xfd, 0x0b, 0, ...unsigned(offset)]
const loadFloat = (offset: number): Code => [0x2a, 0, ...unsigned(offset)]

const advance = (local: number, by: Code): Code => [...get(local), ...by, ...I32_ADD, ...set(local)]
/** Runs the body, and again for as long as the condition that follows it leaves a number other than 0. */
const loopWhile = (body: Code, condition: Code): Code => [0x03, NOTHING, ...body, ...condition, 0x0d, 0, ...END]
const when = (condition: Code, body: Code): Code => [...condition, 0x04, NOTHING, ...body, ...END]
/** Counts a local down by one, and leaves what remains. */
const countDown = (local: number): Code => [...get(local), ...constant(1), ...I32_SUB, 0x22, ...unsigned(local)]
const times = (n: number, code: (i: number) => Code): Code => Array.from({ length: n }, (_, i) => code(i)).flat()

interface Body {
  params: number
  /** Locals after the parameters: how many of each type. */
  locals: [count: number, type: number][]
  code: Code
}

/** How many values of k one turn of the loop does. */
const UNROLLED = 4

function multiply(rows: number): Body {
  const [a, aStride, w, wRow, wPanel, base, baseStride, bias, out, outStride, depth, panels] = [
    0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11,
  ] as const
  const row = (r: number) => 12 + r
  const [weight, cursor, end] = [12 + rows, 13 + rows, 14 + rows]
  const sum = (r: number, half: number) => 15 + rows + 2 * r + half
  const [left, right, splat] = [15 + 3 * rows, 16 + 3 * rows, 17 + 3 * rows]

  const grow = (r: number, half: number, weights: number): Code => [
    ...get(sum(r, half)),
    ...get(splat),
    ...get(weights),
    ...MULTIPLY,
    ...ADD,
    ...set(sum(r, half)),
  ]
  const start = (r: number, half: number): Code => [
    ...[...get(cursor), ...load(16 * half), ...get(bias), ...load(16 * half), ...ADD],
    ...set(sum(r, half)),
  ]
  const panel: Code = [
    ...times(rows, (r) => [...(r === 0 ? get(a) : [...get(row(r - 1)), ...get(aStride), ...I32_ADD]), ...set(row(r))]),
    ...[...get(w), ...set(weight)],
    ...[...get(a), ...times(4, () => [...get(depth), ...I32_ADD]), ...set(end)],
    ...[...get(base), ...set(cursor)],
    ...times(rows, (r) => [...start(r, 0), ...start(r, 1), ...advance(cursor, get(baseStride))]),
    ...loopWhile(
      [
        ...times(UNROLLED, (k) => [
          ...[...get(weight), ...load(0), ...set(left), ...get(weight), ...load(16), ...set(right)],
          ...times(rows, (r) => [
            ...[...get(row(r)), ...loadSplat(4 * k), ...set(splat)],
            ...[...grow(r, 0, left), ...grow(r, 1, right)],
          ]),
          ...advance(weight, get(wRow)),
        ]),
        ...times(rows, (r) => advance(row(r), constant(4 * UNROLLED))),
      ],
      [...get(row(0)), ...get(end), ...I32_LESS],
    ),
    ...[...get(out), ...set(cursor)],
    ...times(rows, (r) => [
      ...[...get(cursor), ...get(sum(r, 0)), ...store(0), ...get(cursor), ...get(sum(r, 1)), ...store(16)],
      ...advance(cursor, get(outStride)),
    ]),
    ...advance(w, get(wPanel)),
    ...[...advance(base, constant(32)), ...advance(bias, constant(32)), ...advance(out, constant(32))],
  ]
  const locals: Body['locals'] = [
    [rows + 3, I32],
    [2 * rows + 3, V128],
  ]
  return { params: 12, locals, code: loopWhile(panel, countDown(panels)) }
}

function multiplyPositive(): Body {
  const [a, aStride, w, out, outStride, width, depth, rows] = [0, 1, 2, 3, 4, 5, 6, 7] as const
  const [input, target, left, weight, cursor, end, value, splat] = [8, 9, 10, 11, 12, 13, 14, 15]

  const addRow: Code = [
    ...[...get(value), ...SPLAT, ...set(splat)],
    ...[...get(w), ...set(weight), ...get(target), ...set(cursor)],
    ...[...get(w), ...get(width), ...I32_ADD, ...set(end)],
    ...loopWhile(
      [
        ...times(UNROLLED, (i) => [
          ...[...get(cursor), ...get(cursor), ...load(16 * i), ...get(splat), ...get(weight), ...load(16 * i)],
          ...[...MULTIPLY, ...ADD, ...store(16 * i)],
        ]),
        ...advance(cursor, constant(16 * UNROLLED)),
        ...advance(weight, constant(16 * UNROLLED)),
      ],
      [...get(weight), ...get(end), ...I32_LESS],
    ),
  ]
  const eachRow: Code = [
    ...[...get(input), ...loadFloat(0), 0x22, ...unsigned(value), ...F32_ZERO, ...F32_GREATER],
    ...when([], addRow),
    ...advance(input, get(aStride)),
    ...advance(target, get(outStride)),
  ]
  const eachDepth: Code = [
    ...[...get(a), ...set(input), ...get(out), ...set(target), ...get(rows), ...set(left)],
    ...loopWhile(eachRow, countDown(left)),
    ...advance(a, constant(4)),
    ...advance(w, get(width)),
  ]
  const locals: Body['locals'] = [
    [6, I32],
    [1, F32],
    [1, V128],
  ]
  return { params: 8, locals, code: loopWhile(eachDepth, countDown(depth)) }
}

const counted = (items: Code[]): Code => [...unsigned(items.length), ...items.flat()]
const sized = (code: Code): Code => [...unsigned(code.length), ...code]
const named = (text: string): Code => sized([...new TextEncoder().encode(text)])
const section = (id: number, content: Code): Code => [id, ...sized(content)]

/** The module: one imported memory `m.m`, and the functions exported as "0", "1" and so on in the order given. */
function moduleOf(bodies: Body[]): Uint8Array<ArrayBuffer> {
  const types = bodies.map(({ params }) => [0x60, ...counted(Array.from({ length: params }, () => [I32])), 0])
  const codes = bodies.map(({ locals, code }) =>
    sized([...counted(locals.map(([count, type]) => [...unsigned(count), type])), ...code, ...END]),
  )
  return Uint8Array.from([
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, counted(types)),
    ...section(2, counted([[...named('m'), ...named('m'), 2, 0, 1]])),
    ...section(3, counted(bodies.map((_, i) => unsigned(i)))),
    ...section(7, counted(bodies.map((_, i) => [...named(String(i)), 0, ...unsigned(i)]))),
    ...section(10, counted(codes)),
  ])
}

/** The kernels over this memory. Throws a CompileError on an engine without WebAssembly SIMD. */
export function createKernels(memory: WebAssembly.Memory): Kernels {
  const bodies = [multiplyPositive(), ...Array.from({ length: MAX_ROWS }, (_, i) => multiply(i + 1))]
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(moduleOf(bodies)), { m: { m: memory } })
  const multiplications = Array.from({ length: MAX_ROWS + 1 }, (_, rows) => exports[rows])
  return {
    multiply: multiplications as Kernels['multiply'],
    multiplyPositive: exports[0] as Kernels['multiplyPositive'],
  }
}
