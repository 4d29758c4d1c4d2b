import { Component, type ReactNode } from 'react'
import { Fault } from '../design/states.tsx'
import { asFault } from '../wire/fault.ts'

type State = { thrown: unknown; broken: boolean }

/** A bug in one screen leaves the frame and the other screens alive. */
export class ErrorBoundary extends Component<{ children: ReactNode }, State> {
  override state: State = { thrown: null, broken: false }

  static getDerivedStateFromError(thrown: unknown): State {
    return { thrown, broken: true }
  }

  override render(): ReactNode {
    if (!this.state.broken) return this.props.children
    const retry = () => this.setState({ thrown: null, broken: false })
    return <Fault what="This screen" fault={asFault(this.state.thrown)} retry={retry} />
  }
}
