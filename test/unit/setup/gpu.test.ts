import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, test, vi } from 'vitest'

type Gpu = { kind: 'none' } | { kind: 'unusable'; why: string } | { kind: 'usable'; name: string; driver: string }
type Answer = { code: number | null; text: string } | null
type Machine = {
  platform: string
  arch: string
  ask: (program: string, args: string[]) => Answer
  read: (file: string) => string | null
}

/** Set-up is plain JavaScript, which a Node of 18 reads as it is. */
const part = async <T>(file: string): Promise<T> =>
  (await import(pathToFileURL(join(import.meta.dirname, '../../../scripts/setup/tensorflow', file)).href)) as T
const { gpuOf } = await part<{ gpuOf: (machine: Machine) => Gpu }>('gpu.mjs')
const { cudaRequirements } = await part<{ cudaRequirements: (metadata: string) => string[] }>('cuda.mjs')

/** What the tool and the driver's file say, in NVIDIA's own words. */
const SMI = 'nvidia-smi'
const WSL = '/usr/lib/wsl/lib/nvidia-smi'
const DRIVER_FILE =
  'NVRM version: NVIDIA UNIX x86_64 Kernel Module  535.183.01  Sun May 12 19:39:15 UTC 2024\nGCC version:  gcc version 12.2.0 (Debian 12.2.0-14)\n'
const OPEN_DRIVER_FILE =
  'NVRM version: NVIDIA UNIX Open Kernel Module for x86_64  570.86.15  Release Build  (dvs-builder@U16-I1-N07-12-3)  Fri Jan 17 20:35:42 UTC 2025\n'

function machine(said: Record<string, Answer>, file: string | null = null, other: Partial<Machine> = {}): Machine {
  return {
    platform: 'linux',
    arch: 'x64',
    ask: (program) => said[program] ?? null,
    read: (path) => (path === '/proc/driver/nvidia/version' ? file : null),
    ...other,
  }
}

test.each<[string, Machine, Gpu]>([
  ['no tool and no driver', machine({}), { kind: 'none' }],
  [
    'a GPU with a driver of today',
    machine({ [SMI]: { code: 0, text: '560.35.03, NVIDIA GeForce RTX 4070\n' } }),
    { kind: 'usable', name: 'NVIDIA GeForce RTX 4070', driver: '560.35.03' },
  ],
  [
    'two GPUs: the first is named',
    machine({ [SMI]: { code: 0, text: '550.54.14, Tesla T4\n550.54.14, Tesla T4\n' } }),
    { kind: 'usable', name: 'Tesla T4', driver: '550.54.14' },
  ],
  [
    'the oldest driver that will do',
    machine({ [SMI]: { code: 0, text: '525.60.13, NVIDIA A10\n' } }),
    { kind: 'usable', name: 'NVIDIA A10', driver: '525.60.13' },
  ],
  [
    'a driver that is too old',
    machine({ [SMI]: { code: 0, text: '470.256.02, NVIDIA GeForce GTX 1080\n' } }),
    { kind: 'unusable', why: 'its driver is 470.256.02, and CUDA 12 needs 525.60.13 or newer' },
  ],
  [
    'a driver that was installed and is not loaded',
    machine({
      [SMI]: {
        code: 9,
        text: "NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver. Make sure that the latest NVIDIA driver is installed and running.\n",
      },
    }),
    {
      kind: 'unusable',
      why: "nvidia-smi says: NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver. Make sure that the latest NVIDIA driver is installed and running.",
    },
  ],
  [
    'a container that got the tool and no device',
    machine({ [SMI]: { code: 6, text: 'No devices were found\n' } }),
    { kind: 'unusable', why: 'nvidia-smi says: No devices were found' },
  ],
  [
    'a tool that hangs, which is ended',
    machine({ [SMI]: { code: null, text: '' } }),
    { kind: 'unusable', why: 'nvidia-smi says: exit code null' },
  ],
  [
    'the Linux of Windows',
    machine({ [WSL]: { code: 0, text: '551.86, NVIDIA RTX A2000\n' } }),
    { kind: 'usable', name: 'NVIDIA RTX A2000', driver: '551.86' },
  ],
  ['a driver without its tool', machine({}, DRIVER_FILE), { kind: 'usable', name: 'NVIDIA GPU', driver: '535.183.01' }],
  [
    'the open kernel module without its tool',
    machine({}, OPEN_DRIVER_FILE),
    { kind: 'usable', name: 'NVIDIA GPU', driver: '570.86.15' },
  ],
  [
    'ARM, for which there is no wheel with a GPU library',
    machine({ [SMI]: { code: 0, text: '560.35.03, GH200 480GB\n' } }, null, { arch: 'arm64' }),
    { kind: 'unusable', why: "TensorFlow's wheel for arm64 computes on the processor only" },
  ],
  [
    'Windows, whose binding is another one',
    machine({ [SMI]: { code: 0, text: '560.35.03, NVIDIA GeForce RTX 4070\n' } }, null, { platform: 'win32' }),
    { kind: 'none' },
  ],
])('%s', (_, given, expected) => {
  expect(gpuOf(given)).toEqual(expected)
})

test('the CUDA packages of the real wheel: twelve, each by itself, and nothing of the other extras', () => {
  const wanted = cudaRequirements(readFileSync('test/fixtures/tensorflow/METADATA', 'utf8'))
  expect(wanted).toHaveLength(12)
  expect(wanted[0]).toBe('nvidia-cublas-cu12<13.0,>=12.5.3.2')
  for (const each of wanted) expect(each).toMatch(/^nvidia-[a-z]+(-[a-z]+)?-cu12<\d+\.0,>=[\d.]+$/)
})

type Kind = 'gpu' | 'cpu'
type Road = (kind: Kind) => Promise<string | undefined>
type Places = {
  laidOut: (kind: Kind) => boolean
  failure: (kind: Kind) => string | undefined
}
type Choice = {
  wantedKits: (gpu: Gpu) => Kind[]
  settled: (kinds: Kind[], places: Places) => boolean
  firstKit: (
    kinds: Kind[],
    places: Places & {
      roads: (kind: Kind) => Road[]
      layOut: (kit: string, kind: Kind) => Promise<void>
      remember: (kind: Kind, why: string) => void
    }
  ) => Promise<Kind | undefined>
}
const { wantedKits, settled, firstKit } = await part<Choice>('choice.mjs')

const USABLE: Gpu = { kind: 'usable', name: 'Tesla T4', driver: '550.54.14' }
const nothing: Places = { laidOut: () => false, failure: () => undefined }
const refuses =
  (why: string): Road =>
  () =>
    Promise.reject(new Error(why))
const gives =
  (kit: string): Road =>
  () =>
    Promise.resolve(kit)

test('only a usable GPU asks for its kit, and the one for the processor stands behind it', () => {
  expect(wantedKits(USABLE)).toEqual(['gpu', 'cpu'])
  expect(wantedKits({ kind: 'unusable', why: 'old' })).toEqual(['cpu'])
  expect(wantedKits({ kind: 'none' })).toEqual(['cpu'])
})

test('a GPU kit whose download is refused leaves the one for the processor, and is remembered with its reasons', async () => {
  const remember = vi.fn()
  const layOut = vi.fn(() => Promise.resolve())
  const roads = (kind: Kind): Road[] =>
    kind === 'gpu'
      ? [() => Promise.resolve(undefined), refuses('pip ended with 1: 403'), refuses('the host does not answer')]
      : [gives('cpu-kit')]
  expect(await firstKit(['gpu', 'cpu'], { ...nothing, roads, layOut, remember })).toBe('cpu')
  expect(layOut.mock.calls).toEqual([['cpu-kit', 'cpu']])
  expect(remember.mock.calls).toEqual([['gpu', 'pip ended with 1: 403; the host does not answer']])
})

test('a GPU kit that does not take the GPU when it is tried counts as failed', async () => {
  const remember = vi.fn()
  const layOut = vi.fn((_kit: string, kind: Kind) =>
    kind === 'gpu' ? Promise.reject(new Error('does not take the GPU')) : Promise.resolve()
  )
  const roads = (kind: Kind): Road[] => [gives(`${kind}-kit`)]
  expect(await firstKit(['gpu', 'cpu'], { ...nothing, roads, layOut, remember })).toBe('cpu')
  expect(remember.mock.calls).toEqual([['gpu', 'does not take the GPU']])
})

test('what failed today is not tried again, and where nothing can be had there is nothing', async () => {
  const remember = vi.fn()
  const road = vi.fn(refuses('refused'))
  const places = { ...nothing, failure: (kind: Kind) => (kind === 'gpu' ? 'yesterday' : undefined) }
  const layOut = () => Promise.resolve()
  expect(await firstKit(['gpu', 'cpu'], { ...places, roads: () => [road], layOut, remember })).toBeUndefined()
  expect(road.mock.calls).toEqual([['cpu']])
  expect(remember.mock.calls).toEqual([['cpu', 'refused']])
})

test('a start has nothing to do when the best that has not failed is in place', () => {
  const has = (kind: Kind) => (each: Kind) => each === kind
  expect(settled(['gpu', 'cpu'], { ...nothing, laidOut: has('gpu') })).toBe(true)
  // A GPU was built in since: its kit has never been tried.
  expect(settled(['gpu', 'cpu'], { ...nothing, laidOut: has('cpu') })).toBe(false)
  expect(settled(['gpu', 'cpu'], { laidOut: has('cpu'), failure: (kind) => (kind === 'gpu' ? 'no' : undefined) })).toBe(
    true
  )
  expect(settled(['gpu', 'cpu'], { laidOut: () => false, failure: () => 'no' })).toBe(true)
})
