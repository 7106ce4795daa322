/**
 * The outline beside the canvas: the same traces and spans in words, for keyboards, screen readers and everyone else.
 */
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useMemo, useRef, useState, type KeyboardEvent, type ReactNode, type Ref } from 'react';
import type { TimelineModel } from '../../data/timeline-model.js';
import type { Layout } from '../../timeline/geometry.js';
import { OutlineItem, describeRow } from './outline-item.js';
import { outlineRows, type OutlineRow } from './outline-rows.js';
import { useKeptScroll } from './use-kept-scroll.js';
import './outline.css';

/** The height of a row. */
const ROW = 28;

export interface OutlineProps {
  /** The element that takes the focus. */
  readonly ref: Ref<HTMLDivElement>;
  readonly layout: Layout;
  readonly model: TimelineModel;
  readonly selected: string | undefined;
  /** The keys of the rows that are marked as new. */
  readonly news: ReadonlySet<string>;
  /** Called when the cursor moves to a row. */
  readonly onShow: (key: string) => void;
  readonly onSelect: (key: string) => void;
  readonly onToggle: (traceId: string) => void;
}

export function Outline({ ref, layout, model, selected, news, onShow, onSelect, onToggle }: OutlineProps): ReactNode {
  const rows = useMemo(() => outlineRows(layout, model), [layout, model]);
  const box = useRef<HTMLDivElement>(null);
  const [cursor, setCursor] = useState<string>();
  const lines = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box.current,
    estimateSize: () => ROW,
    getItemKey: (index) => rows[index]?.key ?? index,
    overscan: 20,
  });
  useKeptScroll(box, rows, ROW);
  const at = Math.max(
    rows.findIndex(({ key }) => key === (cursor ?? selected)),
    0,
  );

  // the cursor and the scroll position follow the selection
  useEffect(() => {
    if (selected !== undefined) setCursor(selected);
  }, [selected]);
  const selectedAt = useMemo(() => rows.findIndex(({ key }) => key === selected), [rows, selected]);
  const place = useRef(selectedAt);
  place.current = selectedAt;
  const isListed = selectedAt >= 0;
  useEffect(() => {
    if (isListed) lines.scrollToIndex(place.current, { align: 'auto' });
  }, [lines, selected, isListed]);

  const moveTo = (index: number): void => {
    const row = rows[Math.min(Math.max(index, 0), rows.length - 1)];
    if (row === undefined) return;
    setCursor(row.key);
    lines.scrollToIndex(rows.indexOf(row));
    onShow(row.key);
  };
  const open = (row: OutlineRow): void => (row.box?.lane === undefined ? onSelect(row.key) : onToggle(row.traceId));

  const press = (event: KeyboardEvent): void => {
    const row = rows[at];
    if (row === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    const isOpen = row.box?.isCollapsed === false;
    const action = {
      ArrowDown: () => moveTo(at + 1),
      ArrowUp: () => moveTo(at - 1),
      PageDown: () => moveTo(at + 15),
      PageUp: () => moveTo(at - 15),
      Home: () => moveTo(0),
      End: () => moveTo(rows.length - 1),
      ArrowLeft: () => (isOpen ? onToggle(row.traceId) : moveTo(parentOf(rows, at))),
      ArrowRight: () => (row.box?.isCollapsed === true ? onToggle(row.traceId) : moveTo(at + 1)),
      Enter: () => open(row),
      ' ': () => open(row),
    }[event.key];
    if (action === undefined) return;
    event.preventDefault();
    action();
  };

  return (
    <div className="outline" ref={box}>
      <div
        ref={ref}
        role="tree"
        aria-label="Traces and spans of the timeline"
        tabIndex={0}
        aria-activedescendant={rows[at] === undefined ? undefined : idOf(rows[at])}
        onKeyDown={press}
        style={{ height: lines.getTotalSize() }}
      >
        {lines.getVirtualItems().map(({ index, start }) => {
          const row = rows[index];
          return (
            row !== undefined && (
              <div
                key={row.key}
                id={idOf(row)}
                role="treeitem"
                aria-level={row.level}
                aria-posinset={row.position}
                aria-setsize={row.setSize}
                aria-selected={row.key === selected}
                aria-expanded={row.box?.lane === undefined ? undefined : !row.box.isCollapsed}
                aria-label={describeRow(row)}
                className={`line${index === at ? ' has-cursor' : ''}${news.has(row.key) ? ' is-new' : ''}`}
                style={{
                  transform: `translateY(${start}px)`,
                  paddingInlineStart: 8 + Math.min(row.level - 1, 10) * 12,
                }}
                onClick={() => {
                  setCursor(row.key);
                  open(row);
                }}
              >
                <OutlineItem row={row} />
              </div>
            )
          );
        })}
      </div>
    </div>
  );
}

/** Returns the index of the parent of a row. */
function parentOf(rows: readonly OutlineRow[], at: number): number {
  const level = rows[at]?.level ?? 1;
  return rows.slice(0, at).findLastIndex((row) => row.level < level);
}

/** The id of its element, the same wherever the row moves to. */
const idOf = ({ key }: OutlineRow): string => `line-${key.replaceAll(':', '-')}`;
