import { Chart } from 'chart.js'
import { useState, type PointerEvent, type RefObject } from 'react'

type Dragged = { from: number; to: number }

export type DragRange = {
  handlers: {
    onPointerDown: (event: PointerEvent<HTMLElement>) => void
    onPointerMove: (event: PointerEvent<HTMLElement>) => void
    onPointerUp: (event: PointerEvent<HTMLElement>) => void
    onPointerCancel: () => void
  }
  /** Where the selection is drawn, in pixels of the holder. */
  selected: { left: number; width: number; top: number; height: number } | null
}

/** A shorter pull is a click. */
const LEAST_PIXELS = 6

/** Dragging over a chart of `length` bars calls `choose` with the first and the last bar touched. */
export function useDragRange(
  holder: RefObject<HTMLElement | null>,
  length: number,
  choose: (first: number, last: number) => void
): DragRange {
  const [dragged, setDragged] = useState<(Dragged & { top: number; height: number }) | null>(null)
  const chartOf = () => {
    const canvas = holder.current?.querySelector('canvas')
    return canvas == null ? undefined : Chart.getChart(canvas)
  }
  const at = (event: PointerEvent<HTMLElement>) => {
    const area = chartOf()?.chartArea
    const x = event.clientX - event.currentTarget.getBoundingClientRect().left
    return area === undefined ? null : { x: Math.min(area.right, Math.max(area.left, x)), area }
  }
  const indexAt = (x: number) => {
    const index = chartOf()?.scales['x']?.getValueForPixel(x) ?? 0
    return Math.min(length - 1, Math.max(0, Math.round(index)))
  }
  return {
    handlers: {
      onPointerDown(event) {
        const point = at(event)
        if (event.button !== 0 || point === null || length === 0) return
        event.currentTarget.setPointerCapture(event.pointerId)
        setDragged({ from: point.x, to: point.x, top: point.area.top, height: point.area.height })
      },
      onPointerMove(event) {
        const point = at(event)
        if (dragged !== null && point !== null) setDragged({ ...dragged, to: point.x })
      },
      onPointerUp() {
        setDragged(null)
        if (dragged === null || Math.abs(dragged.to - dragged.from) < LEAST_PIXELS) return
        choose(indexAt(Math.min(dragged.from, dragged.to)), indexAt(Math.max(dragged.from, dragged.to)))
      },
      onPointerCancel: () => setDragged(null),
    },
    selected:
      dragged === null || Math.abs(dragged.to - dragged.from) < LEAST_PIXELS
        ? null
        : {
            left: Math.min(dragged.from, dragged.to),
            width: Math.abs(dragged.to - dragged.from),
            top: dragged.top,
            height: dragged.height,
          },
  }
}
