import { CalendarRange, RefreshCw } from 'lucide-react'
import { useState, type ReactNode } from 'react'
import { Button as AriaButton, Dialog, DialogTrigger, Popover } from 'react-aria-components'
import type { Range } from '../../../core/query/criteria.ts'
import { Button, IconButton, Segments } from '../design/button.tsx'
import { classes } from '../design/classes.ts'
import { clockTime } from '../design/format.ts'
import { useAddress } from '../frame/address.ts'
import { fromFieldText, PRESETS, rangeText, toFieldText, type Preset } from './range.ts'
import styles from './range-picker.module.css'
import type { RangeInUse } from './use-range.ts'

/** Presets, a custom range, and when the figures are from. */
export function RangePicker({ inUse }: { inUse: RangeInUse }): ReactNode {
  const { set } = useAddress()
  const choosePreset = (range: Preset) => set({ range, from: null, to: null })
  return (
    <div className={styles.picker}>
      <Segments<Preset | 'custom'>
        label="Time range"
        value={inUse.kind === 'preset' ? inUse.preset : 'custom'}
        options={PRESETS.map(({ id, text }) => ({ value: id, text }))}
        onChange={(value) => value !== 'custom' && choosePreset(value)}
      />
      <CustomRange inUse={inUse} />
      {inUse.kind === 'preset' && (
        <>
          <span className={styles.asOf}>until {clockTime(inUse.asOf)}</span>
          <IconButton label="Look anew, until now" shortcut="r" onPress={inUse.refresh}>
            <RefreshCw size={14} aria-hidden />
          </IconButton>
        </>
      )}
    </div>
  )
}

function CustomRange({ inUse }: { inUse: RangeInUse }): ReactNode {
  const custom = inUse.kind === 'custom'
  return (
    <DialogTrigger>
      <AriaButton className={classes(styles.custom, custom && styles.chosen)}>
        <CalendarRange size={14} aria-hidden />
        {custom ? rangeText(inUse.range) : 'From – to'}
      </AriaButton>
      <Popover className={styles.popover ?? ''} offset={6} placement="bottom end">
        <Dialog className={styles.dialog ?? ''} aria-label="Custom range">
          {({ close }) => <RangeForm range={inUse.range} done={close} />}
        </Dialog>
      </Popover>
    </DialogTrigger>
  )
}

function RangeForm({ range, done }: { range: Range; done: () => void }): ReactNode {
  const { set } = useAddress()
  const [from, setFrom] = useState(toFieldText(range.from))
  const [to, setTo] = useState(toFieldText(range.to))
  const [first, last] = [fromFieldText(from), fromFieldText(to)]
  const wrong =
    Number.isNaN(first) || Number.isNaN(last)
      ? 'Both ends need a day and a time.'
      : first >= last
        ? 'The range ends before it begins.'
        : null
  const apply = () => {
    if (wrong !== null) return
    set({ from: String(first), to: String(last), range: null })
    done()
  }
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault()
        apply()
      }}
    >
      <label>
        From
        <input type="datetime-local" value={from} onChange={(event) => setFrom(event.target.value)} />
      </label>
      <label>
        To
        <input type="datetime-local" value={to} onChange={(event) => setTo(event.target.value)} />
      </label>
      <p className={styles.wrong} role="status">
        {wrong}
      </p>
      <Button type="submit" tone="primary" disabled={wrong !== null} onPress={() => undefined}>
        Show this range
      </Button>
    </form>
  )
}
