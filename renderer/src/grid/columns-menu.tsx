import { Columns3 } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button, Menu, MenuItem, MenuTrigger, Popover, type Selection } from 'react-aria-components'
import type { ColumnTable } from './columns.ts'
import styles from './grid.module.css'

/** Which columns are shown. The choice is remembered (columns.ts). */
export function ColumnsMenu({ table }: { table: ColumnTable }): ReactNode {
  const columns = table.getAllLeafColumns()
  const hideable = columns.filter((column) => column.getCanHide())
  const shown = new Set(hideable.filter((column) => column.getIsVisible()).map((column) => column.id))
  const choose = (chosen: Selection) => {
    table.setColumnVisibility(
      Object.fromEntries(
        columns.map(({ id }) => [id, !hideable.some((one) => one.id === id) || chosen === 'all' || chosen.has(id)])
      )
    )
  }
  return (
    <MenuTrigger>
      <Button className={styles['columns']!} aria-label="Choose columns">
        <Columns3 size={14} aria-hidden />
      </Button>
      <Popover className={styles['popover']!} placement="bottom end">
        <Menu
          aria-label="Columns"
          className={styles['menu']!}
          selectionMode="multiple"
          selectedKeys={shown}
          onSelectionChange={choose}
        >
          {hideable.map((column) => (
            <MenuItem key={column.id} id={column.id} className={styles['choice']!}>
              {String(column.columnDef.header)}
            </MenuItem>
          ))}
        </Menu>
      </Popover>
    </MenuTrigger>
  )
}
