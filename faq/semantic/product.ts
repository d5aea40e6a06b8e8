import { PANEL } from './layout.ts'
import { createKernels, MAX_ROWS } from './wasm.ts'

const PAGE = 65_536
/** Rows that are multiplied at a time. */
export const BLOCK = 128

/** Rows of `depth` numbers times a matrix of `columns` columns, by the same kernels as the encoder's. */
export interface Product {
  /** Takes another matrix: column after column, `depth` numbers each. */
  set(matrix: Float32Array): void
  /** `columns` numbers for each of the rows: a view that the next call overwrites. At most 128 rows. */
  apply(rows: Float32Array): Float32Array
}

/** `depth` is a multiple of 4, `columns` of 8. */
export function createProduct(depth: number, columns: number): Product {
  const zeros = 0
  const weights = zeros + columns
  const input = weights + depth * columns
  const output = input + BLOCK * depth
  const end = output + BLOCK * columns
  const memory = new WebAssembly.Memory({ initial: Math.ceil((end * 4) / PAGE) })
  const kernels = createKernels(memory)
  const numbers = new Float32Array(memory.buffer)

  return {
    set(matrix) {
      for (let column = 0; column < columns; column++) {
        const panel = weights + Math.floor(column / PANEL) * depth * PANEL + (column % PANEL)
        for (let k = 0; k < depth; k++) numbers[panel + k * PANEL] = matrix[column * depth + k] as number
      }
    },
    apply(rows) {
      const count = Math.min(BLOCK, rows.length / depth)
      numbers.set(rows.subarray(0, count * depth), input)
      for (let row = 0; row < count; row += MAX_ROWS) {
        const height = Math.min(MAX_ROWS, count - row)
        kernels.multiply[height]?.(
          (input + row * depth) * 4,
          depth * 4,
          weights * 4,
          PANEL * 4,
          depth * PANEL * 4,
          zeros * 4,
          0,
          zeros * 4,
          (output + row * columns) * 4,
          columns * 4,
          depth,
          columns / PANEL,
        )
      }
      return numbers.subarray(output, output + count * columns)
    },
  }
}
