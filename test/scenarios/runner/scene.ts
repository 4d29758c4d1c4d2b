import type { FakeUpstream } from '../../fakes/upstream.ts'
import type { Step } from './script.ts'
import type { Stage } from './stage.ts'

export type Asked = { packet: Buffer; reply: Promise<Buffer | null> }

/** What goes on while a scenario is played. */
export type Scene = {
  stage: Stage
  upstreams: Map<string, FakeUpstream>
  /** What each upstream has been told to answer so far. */
  answers: Map<string, Step[]>
  asked: Asked[]
  answered: number
  /** The cookie that the last answer brought. */
  cookie: Buffer
}
