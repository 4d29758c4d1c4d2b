import { seeded, type Random } from '../../core/model/random.ts'

export type Family = { name: string; about: string; names: string[] }

const WORDS =
  'anchor apple autumn badge basil beacon birch bridge brook cabin candle canyon cedar chapel clover comet copper coral cotton cradle crystal daisy delta ember falcon feather fern field flint forest fountain garden ginger glacier granite harbor hazel heron hollow island ivory jasper juniper kettle lagoon lantern lark laurel linen lotus maple marble meadow mill mint mirror moss oak olive orchard otter paper pearl pebble pepper pine planet plum pocket pond poppy prairie quartz rabbit raven reed ribbon river robin saddle saffron sage sail sand shadow silver slate sparrow spruce star stone summer sun thistle timber tulip valley velvet violet walnut willow winter wren'.split(
    ' '
  )

type Recipe = { name: string; about: string; draw: (word: () => string, digits: (count: number) => string) => string }

/** Three ways of building names that no list has, of parts that every list of benign names has: the network has to learn the way. */
const RECIPES: readonly Recipe[] = [
  { name: 'word-and-word', about: 'two words joined by -and-, .org', draw: (word) => `${word()}-and-${word()}.org` },
  {
    name: 'my-portal',
    about: 'my, a word, two digits, portal, .net',
    draw: (word, digits) => `my${word()}${digits(2)}portal.net`,
  },
  { name: 'works', about: 'two words and works, .com', draw: (word) => `${word()}${word()}works.com` },
]

export function inventedFamilies(count: number): Family[] {
  return RECIPES.map(({ name, about, draw }, at) => {
    const random = seeded(1000 + at)
    const pick = (): string => WORDS[Math.floor(random() * WORDS.length)]!
    const names = new Set<string>()
    while (names.size < count) names.add(draw(pick, (digits) => digitsOf(random, digits)))
    return { name, about, names: [...names] }
  })
}

function digitsOf(random: Random, count: number): string {
  return Array.from({ length: count }, () => Math.floor(random() * 10)).join('')
}
