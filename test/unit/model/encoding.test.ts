import { expect, test } from 'vitest'
import { canonical, partsOf, registeredDomain } from '../../../core/model/encoding.ts'
import { addCharacterNgrams } from '../../../core/model/features/character-ngrams.ts'
import { IdList } from '../../../core/model/features/id-list.ts'
import { parseName } from '../../../core/dns/name.ts'

test.each([
  ['www.example.com', 'example.com', 'a registrable domain remains'],
  ['www.shop.example.co.uk', 'shop.example.co.uk', 'a registrable domain remains below a second-level suffix'],
  ['www.someone.github.io', 'someone.github.io', 'a private suffix sells what stands below it'],
  ['www.www.example.com', 'www.example.com', 'one only'],
  ['www.com', 'www.com', 'www is the registered name itself'],
  ['www.github.io', 'www.github.io', 'only a private suffix would remain'],
  ['www.co.uk', 'www.co.uk', 'only a suffix would remain'],
  ['wwwexample.com', 'wwwexample.com', 'it is no label of its own'],
  ['example.com', 'example.com', 'there is nothing to take away'],
  ['www.xn--bcher-kva.example', 'xn--bcher-kva.example', 'punycode is a name like any other'],
])('%s is encoded as %s, since %s', (name, expected) => {
  expect(canonical(name)).toBe(expected)
})

test('an internationalised name, its punycode and its www. form are the same to a model', () => {
  const forms = ['bücher.example', 'xn--bcher-kva.example', 'WWW.BÜCHER.example.', 'www.xn--bcher-kva.example']
  const encoded = forms.map((form) => {
    const name = parseName(form)
    return name.ok ? canonical(name.value) : name.fault.message
  })
  expect(new Set(encoded)).toEqual(new Set(['xn--bcher-kva.example']))
})

test('the parts of a name follow the public suffix list, its private section included', () => {
  expect(partsOf('www.a.shop.example.co.uk')).toEqual({
    text: 'a.shop.example.co.uk',
    suffix: 'co.uk',
    registered: 'example',
    registeredDomain: 'example.co.uk',
    subdomain: 'a.shop',
    labels: ['a', 'shop', 'example', 'co', 'uk'],
  })
  expect(partsOf('login.someone.pages.dev')).toMatchObject({
    suffix: 'pages.dev',
    registered: 'someone',
    subdomain: 'login',
  })
  expect(registeredDomain('login.someone.pages.dev')).toBe('someone.pages.dev')
  expect(registeredDomain('co.uk')).toBe('co.uk')
})

test('a name of n characters has n-grams of 2 to 5 over itself and its two end marks', () => {
  const list = new IdList(1 << 20)
  addCharacterNgrams(list, 'ab.cd', { shortest: 2, longest: 5 })
  const units = 'ab.cd'.length + 2
  expect(list.length).toBe([2, 3, 4, 5].reduce((sum, size) => sum + units - size + 1, 0))
})

test('n-grams at the ends of a name differ from the same letters within it', () => {
  const gramsOf = (text: string) => {
    const list = new IdList(1 << 20)
    addCharacterNgrams(list, text, { shortest: 2, longest: 2 })
    return [...list.ids.subarray(0, list.length)]
  }
  const [startPa, pa] = gramsOf('pa')
  expect(gramsOf('xpay')).toContain(pa)
  expect(gramsOf('xpay')).not.toContain(startPa)
})
