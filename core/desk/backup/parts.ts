/**
 * What a backup holds: all that a person made or decided. Not the log (its size, and other people's questions), nor what can be had again (registries'
 * answers), nor what belongs to one run (pause, a training's checkpoint, this machine's DNS settings).
 */
export const BACKED_UP = [
  'settings.json',
  'decisions.jsonl',
  'overrides.jsonl',
  'override-hits.json',
  'serving.json',
  'thresholds.json',
  'promotions.jsonl',
  'lists',
  'models',
] as const

export const MANIFEST = 'backup.json'

/** Which part a path of an archive belongs to; null for one that no backup of ours holds, above all one that leads elsewhere. */
export function partOf(path: string): (typeof BACKED_UP)[number] | null {
  const steps = path.split('/')
  if (steps.some((step) => step === '' || step === '.' || step === '..' || /[\\:\0]/.test(step))) return null
  const part = BACKED_UP.find((one) => one === steps[0])
  if (part === undefined) return null
  const isFolder = part === 'lists' || part === 'models'
  return isFolder === steps.length > 1 ? part : null
}
