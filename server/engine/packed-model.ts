import { DefaultSerializer, Deserializer } from 'node:v8'

/**
 * A value of plain objects, lists, texts and typed arrays as one file, little-endian: how many bytes the description of the
 * value has (uint32, and four bytes of nothing), the description, then the numbers of all typed arrays. Each array begins at
 * a multiple of 8, so that it is read where it lies: the file's bytes are in memory once and not a second time as arrays.
 */
const HEAD = 8
const ALIGN = 8
const KINDS = [Uint8Array, Int32Array, Float32Array, Float64Array] as const

const padding = (length: number): number => (ALIGN - (length % ALIGN)) % ALIGN

class Packer extends DefaultSerializer {
  readonly numbers: Uint8Array[] = []
  #at = 0

  /** V8 asks for it with every typed array. */
  _writeHostObject(view: InstanceType<(typeof KINDS)[number]>): void {
    const kind = KINDS.findIndex((Kind) => view instanceof Kind)
    if (kind < 0) throw new TypeError('An array of this kind cannot be packed.')
    this.writeUint32(kind)
    this.writeUint32(this.#at)
    this.writeUint32(view.length)
    const gap = padding(view.byteLength)
    this.numbers.push(new Uint8Array(view.buffer, view.byteOffset, view.byteLength), new Uint8Array(gap))
    this.#at += view.byteLength + gap
  }
}

class Unpacker extends Deserializer {
  readonly #numbers: Uint8Array

  constructor(description: Uint8Array, numbers: Uint8Array) {
    super(description)
    this.#numbers = numbers
  }

  _readHostObject(): InstanceType<(typeof KINDS)[number]> {
    const Kind = KINDS[this.readUint32()]
    if (!Kind) throw new TypeError('The file is damaged.')
    const at = this.readUint32()
    return new Kind(this.#numbers.buffer as ArrayBuffer, this.#numbers.byteOffset + at, this.readUint32())
  }
}

/** Throws TypeError for typed arrays of other kinds than `KINDS`. */
export function pack(value: unknown): Buffer {
  const packer = new Packer()
  packer.writeHeader()
  packer.writeValue(value)
  const description = packer.releaseBuffer()
  const head = Buffer.alloc(HEAD)
  head.writeUInt32LE(description.length)
  return Buffer.concat([head, description, new Uint8Array(padding(description.length)), ...packer.numbers])
}

/** What was packed; its arrays are parts of `bytes`. Throws when the bytes are cut off or something else. */
export function unpack(bytes: Buffer): unknown {
  // arrays must begin at multiples of their numbers' size
  const whole = bytes.byteOffset % ALIGN === 0 ? bytes : new Uint8Array(bytes)
  const length = bytes.readUInt32LE()
  const numbers = whole.subarray(HEAD + length + padding(length))
  const unpacker = new Unpacker(whole.subarray(HEAD, HEAD + length), numbers)
  unpacker.readHeader()
  return unpacker.readValue()
}
