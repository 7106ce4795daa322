/** The search form: conditions on a span, on its causes and on its effects, and a time range. */
import { useState, type FormEvent, type ReactNode } from 'react';
import { navigate, hrefTo } from '../../data/address.js';
import { useAnswer } from '../../data/use-answer.js';
import { Icon } from '../../components/icon.js';
import { KeptField } from './kept-field.js';
import { SpanConditions } from './span-conditions.js';
import { isSearch, RELATIONS, readForm, type Relation } from './search-params.js';
import { TimeRangeField } from './time-range-field.js';
import './search-form.css';

const WORDS: Readonly<Record<Relation, readonly [title: string, hint: string]>> = {
  causedBy: ['Caused by', 'A span any number of links upstream:'],
  ledTo: ['Led to', 'A span any number of links downstream:'],
};

export function SearchForm({ query }: { readonly query: URLSearchParams }): ReactNode {
  const { data: facets } = useAnswer('facets', {});
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    navigate(hrefTo('traces', readForm(new FormData(event.currentTarget))));
  };
  return (
    <form className="search" role="search" aria-label="Traces" onSubmit={submit}>
      <fieldset>
        <legend>Containing a span</legend>
        <SpanConditions prefix="" query={query} isFirst />
      </fieldset>
      {RELATIONS.map((relation) => (
        <Causality key={relation} relation={relation} query={query} />
      ))}
      <KeptField query={query} />
      <TimeRangeField query={query} />
      <div className="search-go">
        <button type="submit" className="button is-main">
          <Icon name="search" /> Search
        </button>
        {isSearch(query) && (
          <button type="button" className="button" onClick={() => navigate(hrefTo('traces'))}>
            Clear
          </button>
        )}
      </div>
      <datalist id="services">
        {facets?.services.map((service) => (
          <option key={service} value={service} />
        ))}
      </datalist>
      <datalist id="names">
        {facets?.names.map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
    </form>
  );
}

/** Open at first if it contains a condition. */
function Causality({ relation, query }: { readonly relation: Relation; readonly query: URLSearchParams }): ReactNode {
  const isUsed = [...query.keys()].some((name) => name.startsWith(`${relation}.`));
  const [isOpen, setOpen] = useState(isUsed);
  const [title, hint] = WORDS[relation];
  return (
    <fieldset className={`is-${relation}`}>
      <legend>
        <button type="button" className="disclose" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          {title}
        </button>
      </legend>
      {isOpen ? (
        <>
          <p className="hint">{hint}</p>
          <SpanConditions prefix={`${relation}.`} query={query} />
        </>
      ) : (
        <p className="hint">any</p>
      )}
    </fieldset>
  );
}
