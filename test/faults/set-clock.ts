/**
 * Loaded before a program (`node --import`): its clock is as far from the true time as it is told over the channel, as if
 * somebody had set the machine's. Timers are not touched by that, as they are not on a machine.
 */
const TrueDate = Date
let offsetMs = 0

globalThis.Date = class extends TrueDate {
  constructor(...args: [] | [number | string]) {
    if (args.length === 0) super(TrueDate.now() + offsetMs)
    else super(...args)
  }
  static override now = (): number => TrueDate.now() + offsetMs
} as DateConstructor

process.on('message', (message: object) => {
  if ('offsetMs' in message && typeof message.offsetMs === 'number') offsetMs = message.offsetMs
})
