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
