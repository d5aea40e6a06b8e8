/** A text as numbers: places in a feature space and the values there, of length 1 with what the space does not know. */
export interface Vector {
  ids: Int32Array
  values: Float32Array
}

/** Every place from 0 on. */
export const denseVector = (values: Float32Array): Vector => ({
  ids: Int32Array.from(values, (_, at) => at),
  values,
})

export function dot(a: Float32Array, b: Float32Array, aFrom = 0, bFrom = 0, length = a.length): number {
  let sum = 0
  for (let i = 0; i < length; i++) sum += (a[aFrom + i] as number) * (b[bFrom + i] as number)
  return sum
}
