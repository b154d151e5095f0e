import { createTimeLineView, type TimeLineData, type TimeLineView } from '@everbearer/devtools/time-line'
import { onBeforeUnmount, onMounted, type Ref, watch } from 'vue'

/** Shows the data in an element, as long as the component lasts. */
export function useTimeLine(element: Readonly<Ref<HTMLElement | null>>, label: string, data: () => TimeLineData): void {
  let view: TimeLineView | undefined
  onMounted(() => {
    view = createTimeLineView(element.value!, {
      height: 320,
      rowHeight: 3,
      label,
      empty: 'No requests yet. Play a story, or send some below.',
    })
    view.update(data())
  })
  onBeforeUnmount(() => view?.destroy())
  watch(data, (next) => view?.update(next))
}
