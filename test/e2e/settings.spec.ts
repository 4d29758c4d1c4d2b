import { expect, test } from './driver/desk.ts'

/** Settings as a person meets them: each holds at once, and what is refused is said where it stands until it is mended. */
test('a value that is refused stays said while its neighbour is changed', async ({ desk }) => {
  const { page } = desk
  await desk.goTo('Workstation')
  const honeypot = page.getByRole('region', { name: 'Blocked names' })
  const write = async (label: string, text: string) => {
    await honeypot.getByLabel(label, { exact: true }).fill(text)
    await page.keyboard.press('Tab')
  }
  const stored = async () => (await desk.call('workstation.state', {})).settings.honeypot
  await write('IPv4', '999.1.1.1')
  const fault = honeypot.getByText('Write an IPv4 address, such as 192.0.2.1')
  await expect(fault).toBeVisible()
  await write('IPv6', '2001:db8::66')
  await expect.poll(stored).toEqual({ ipv4: null, ipv6: '2001:db8::66' })
  await expect(fault).toBeVisible()
  await write('IPv4', '192.0.2.66')
  await expect.poll(stored).toEqual({ ipv4: '192.0.2.66', ipv6: '2001:db8::66' })
  await expect(fault).toBeHidden()
})

test('what was refused goes with a reset', async ({ desk }) => {
  const { page } = desk
  await desk.goTo('Workstation')
  const group = page.getByRole('region', { name: 'Answers from here' })
  const records = group.getByLabel('Records')
  await records.fill('nas.lan 192.168.1.5')
  await page.keyboard.press('Tab')
  await expect(group.getByText('"nas.lan" is no address')).toBeVisible()
  await group.getByRole('button', { name: 'Reset' }).click()
  await expect(records).toHaveValue('')
  await expect(group.getByText('"nas.lan" is no address')).toBeHidden()
})

test('a setting of two values goes back to its default by one press', async ({ desk }) => {
  const { page } = desk
  await desk.goTo('Workstation')
  const group = page.getByRole('region', { name: 'Answers from here' })
  await group.getByText('Refuse them for public names').click()
  await group.getByLabel('Except below').fill('intranet.example.com')
  await page.keyboard.press('Tab')
  const stored = async () => {
    const { refusePrivateAddresses, privateAddressesAllowed } = (await desk.call('workstation.state', {})).settings
    return [refusePrivateAddresses, privateAddressesAllowed]
  }
  await expect.poll(stored).toEqual([false, ['intranet.example.com']])
  await group.getByRole('button', { name: 'Reset' }).click()
  await expect.poll(stored).toEqual([true, []])
  await expect(group.getByRole('button', { name: 'Reset' })).toHaveCount(0)
})

test('a refusal is said at the control that was refused, and goes when what it lacked is there', async ({ desk }) => {
  const { page } = desk
  await desk.goTo('Workstation')
  const group = page.getByRole('region', { name: 'Blocked names' })
  const choose = async (setting: string, answer: string) => {
    await group.getByRole('button', { name: setting }).click()
    await page.getByRole('option', { name: answer }).click()
  }
  const refusal = 'Answering with the honeypot needs its IPv4 or IPv6 address, or its page'
  const below = (control: string) => group.locator(`[data-of="${control}"]`).filter({ hasText: refusal })
  await choose('Answer to what the model blocks', 'Honeypot')
  await expect(below('select')).toHaveCount(1)

  await group.getByText('Show the page').click()
  await expect(below('select')).toHaveCount(0)
  await choose('Answer to what the model blocks', 'Honeypot')
  const held = async () => {
    const { settings } = await desk.call('workstation.state', {})
    return [settings.modelAnswer, settings.honeypotPage.on]
  }
  await expect.poll(held).toEqual(['honeypot', true])
  await group.getByText('Show the page').click()
  await expect(below('switch')).toHaveCount(1)
  await expect(group.getByLabel('Show the page')).toBeChecked()
})

test('what is wrong among several is quoted, and a remark among records is none', async ({ desk }) => {
  const { page } = desk
  await desk.goTo('Workstation')
  const group = page.getByRole('region', { name: 'Answers from here' })
  await group.getByLabel('Except below').fill('one.example two.example\n\nthree..example')
  await page.keyboard.press('Tab')
  await expect(group.getByText('“three..example”: ')).toBeVisible()
  await group.getByLabel('Records').fill('# my hosts\n192.168.1.5 nas.lan # in the cellar')
  await page.keyboard.press('Tab')
  const stored = async () => (await desk.call('workstation.state', {})).settings.localRecords
  await expect.poll(stored).toEqual(['# my hosts', '192.168.1.5 nas.lan # in the cellar'])
})

test('a setting that the command line overrules says so', async ({ desk }) => {
  const { page } = desk
  await desk.goTo('Workstation')
  const group = page.getByRole('region', { name: 'Who is asked' })
  await expect(group.getByText(`Set on the command line for this run: 127.0.0.1:${desk.upstream.port}`)).toBeVisible()
})

test('a port that was refused stays in its field, and networks go back to their default', async ({ desk }) => {
  const { page } = desk
  await desk.goTo('Workstation')
  const write = async (label: string, text: string) => {
    await page.getByRole('textbox', { name: label }).fill(text)
    await page.keyboard.press('Tab')
  }
  const { settings: before } = await desk.call('workstation.state', {})
  const stored = async () => (await desk.call('workstation.state', {})).settings
  await write('Port of DNS over HTTPS', '8854')
  await expect.poll(async () => (await stored()).encryptedDoors.httpsPort).toBe(8854)
  await write('Port of DNS over TLS', '8854')
  const refusal = page.getByText('Another door has port 8854 already')
  await expect(refusal).toBeVisible()
  await expect(page.getByRole('textbox', { name: 'Port of DNS over TLS' })).toHaveValue('8854')
  await write('Port of DNS over TLS', '8853')
  await expect.poll(async () => (await stored()).encryptedDoors.tlsPort).toBe(8853)
  await expect(refusal).toBeHidden()

  const networks = page.getByRole('textbox', { name: 'Networks whose machines may ask' })
  const section = page
    .locator('section')
    .filter({ has: page.getByRole('heading', { name: 'Other machines', exact: true }) })
  const reset = section.last().getByRole('button', { name: 'Reset' })
  await expect(reset).toHaveCount(0)
  await write('Networks whose machines may ask', '192.168.7.0/24')
  await expect.poll(async () => (await stored()).network.clients).toEqual(['192.168.7.0/24'])
  await reset.click()
  await expect.poll(async () => (await stored()).network).toEqual(before.network)
  await expect(networks).toHaveValue(before.network.clients.join('\n'))
})
