import { Component, type ComponentType, type FunctionComponent } from 'preact'

/** `Draw`, drawn anew only when one of its props is another value: for what stands in a list by the hundred. */
export function memo<Props extends object>(Draw: FunctionComponent<Props>): ComponentType<Props> {
  return class extends Component<Props> {
    override shouldComponentUpdate(next: Readonly<Props>): boolean {
      return !isSame(this.props, next)
    }

    override render() {
      return <Draw {...(this.props as Props)} />
    }
  }
}

function isSame(before: object, next: object): boolean {
  const names = Object.keys(next)
  return (
    names.length === Object.keys(before).length &&
    names.every((name) => before[name as keyof object] === next[name as keyof object])
  )
}
