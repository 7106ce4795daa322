/** Tries rules on the traces that are held. */
import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef, type FormEvent, type ReactNode } from 'react';
import { tryRules } from '../../data/api-client.js';
import { useAnswer } from '../../data/use-answer.js';
import { EmptyState } from '../../components/empty-state.js';
import { ErrorMessage } from '../../components/error-message.js';
import { Loading } from '../../components/loading.js';
import { TimeRangeOptions } from '../../components/time-range-options.js';
import { Toolbar } from '../../components/toolbar.js';
import { DryRunResult } from './dry-run-result.js';
import './keeping-view.css';

const EXAMPLE = `policies:
  - { name: errors, type: status_code, status_code: { status_codes: [ERROR] } }
  - { name: slow, type: latency, latency: { threshold_ms: 5000 } }`;

export function KeepingView(): ReactNode {
  const { data: status } = useAnswer('status', {});
  const trial = useTrial();
  if (status === undefined) return <Loading what="the rules" />;
  if (status.policies === undefined) return <NothingHeld />;
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    trial.start(String(form.get('rules')), String(form.get('last')));
  };
  return (
    <div className="keeping">
      <Toolbar
        title={
          <>
            <h1>Keeping</h1>
            <p className="soft">Policies: {status.policies.join(', ')}</p>
          </>
        }
      />
      <form className="keeping-form" aria-label="Dry run" onSubmit={submit}>
        <label>
          Keep file
          <textarea name="rules" rows={12} placeholder={EXAMPLE} spellCheck={false} aria-describedby="keeping-hint" />
        </label>
        <p className="hint" id="keeping-hint">
          Empty, the rules of this explorer are tried. A dry run changes nothing.
        </p>
        <div className="keeping-go">
          <label>
            On what came in the
            <select name="last" defaultValue="1h">
              <TimeRangeOptions />
            </select>
          </label>
          <button type="submit" className="button is-main" disabled={trial.isPending}>
            Try
          </button>
        </div>
      </form>
      <section className="keeping-result" aria-label="Result" aria-busy={trial.isPending}>
        {trial.isPending ? (
          <Loading what="what the rules would keep" />
        ) : trial.error ? (
          <ErrorMessage error={trial.error} />
        ) : (
          trial.data && <DryRunResult answer={trial.data} />
        )}
      </section>
    </div>
  );
}

/** A dry run at a time, which ends with the view. */
function useTrial() {
  const stop = useRef(new AbortController());
  useEffect(() => {
    stop.current = new AbortController();
    return () => stop.current.abort();
  }, []);
  const { mutate, data, error, isPending } = useMutation({
    mutationFn: ({ rules, last }: { readonly rules: string; readonly last: string }) =>
      tryRules(rules, last, stop.current.signal),
  });
  return { data, error, isPending, start: (rules: string, last: string) => mutate({ rules, last }) };
}

const NothingHeld = (): ReactNode => (
  <EmptyState title="Nothing is kept here">
    <p>
      Started with <code>--keep keep.yaml --forward URL</code>, the explorer holds all traces for a day, and forwards
      those that matter, with all that led to them.
    </p>
  </EmptyState>
);
