import { mount } from '../../renderer/src/mount.tsx'
import { fakeBridge, type FakeBridge } from '../fakes/bridge.ts'
import { answersIn, startLive, state } from './answers.ts'
import { deskAnswers } from './b/answers.ts'

/** The desk without a resolver behind it: `?mode=empty|loading|fault` for those states, `?training` for running work. */
const wanted = new URLSearchParams(location.search)
if (wanted.has('training')) state.runningTraining = { runId: 'run-1', epoch: 3, epochs: 12, secondsLeft: 94 }
if (wanted.has('paused')) state.dns.pausedUntil = Date.now() + 1_800_000
if (wanted.has('first')) state.settings.firstRunDone = false
const mode = wanted.get('mode')
const bridge: FakeBridge = fakeBridge({ ...answersIn(mode), ...deskAnswers(mode, () => bridge) })
mount(bridge)
if (mode === null && !wanted.has('still')) startLive(bridge)
