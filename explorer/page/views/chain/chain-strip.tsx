/** A chain on a single time line; long waits are compressed. */
import { useMemo, type ReactNode } from 'react';
import type { ChainStep } from '../../../api/answers.js';
import { stepTimes } from '../../../api/step-times.js';
import { serviceColor } from '../../theme/service-colors.js';
import { nameText } from '../../components/foreign-text.js';
import { duration } from '../../components/format.js';
import { useColorScheme } from '../../theme/use-color-scheme.js';
import { timeScale } from '../../timeline/time-scale.js';
import './chain-strip.css';

export function ChainStrip({ steps }: { readonly steps: readonly ChainStep[] }): ReactNode {
  const scheme = useColorScheme();
  // the times of the totals: waits that clocks alone make are none
  const times = useMemo(() => stepTimes(steps.map(({ span }) => span)), [steps]);
  const scale = useMemo(() => timeScale(times, true), [times]);
  const percent = (place: number): string => `${place * 100}%`;
  return (
    // the list below has the same content
    <div className="strip" aria-hidden="true">
      {scale.stretches.map(
        ({ isWait, from, to, start, end }) =>
          isWait && (
            <span key={start} className="strip-wait" style={{ left: percent(from), width: percent(to - from) }}>
              <span>{duration(end - start)}</span>
            </span>
          ),
      )}
      {steps.map(({ span }, index) => {
        const { start, end } = times[index] ?? { start: 0, end: 0 };
        const from = scale.place(start);
        return (
          <span
            key={`${span.spanId}:${index}`}
            className={`strip-step${span.status === 'error' ? ' has-error' : ''}`}
            title={`${nameText(span.name)} ${duration(span.duration)}`}
            style={{
              left: percent(from),
              width: percent(scale.place(end) - from),
              backgroundColor: serviceColor(span.service, scheme),
            }}
          />
        );
      })}
    </div>
  );
}
