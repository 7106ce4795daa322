/** What strangers may name is bounded: the sites that report and that counters name, and decisions that wait. */
import { type MeterProvider, metrics } from '@opentelemetry/api';
import { configure, startSpan, traced } from 'spanlink';
import { recordSpans } from 'spanlink/testing';
import { recordReports, recordSites } from '../../fixtures/reports';
import { message } from '../../fixtures/spans';
import { loaded, recordLines } from '../../fixtures/told';

/** Calls a function of a name, whose result is refused. */
function failAs(name: string): void {
  const named = { [name]: () => 1 };
  traced(named[name] as () => number, { result: () => 7 as never })();
}

const ERRORS = 'spanlink.callback.errors';
const recorder = recordSpans();
afterAll(() => {
  recorder.stop();
  metrics.disable();
});

test('no decision is told unless somebody asks', async () => {
  const lines = recordLines();
  startSpan('unheard').complete();
  await loaded();
  jest.restoreAllMocks();
  expect(lines).toEqual([]);
});

test('the links of a thousand sites are counted by name, and those of others together', async () => {
  const sites = recordSites();
  for (let at = 0; at < 1_010; at++) startSpan(`import ${at}`, { links: message(0) }).complete();
  const { 'spanlink.links.made': made = {} } = await sites();
  expect(Object.keys(made)).toHaveLength(1_001);
  expect(made).toMatchObject({ 'import 0': 1, 'import 999': 1, '': 10 });
});

test('a thousand decisions wait for those who tell them, which is loaded late', async () => {
  const lines = recordLines();
  configure({ debug: true });
  for (let at = 0; at < 600; at++)
    for (let time = 0; time < 2; time++) startSpan(`job ${at}`, { root: true }).complete();
  configure({ debug: undefined });
  await loaded();
  jest.restoreAllMocks();
  expect(lines).toHaveLength(1_000);
});

test('a thousand sites report, and are counted by name; others are counted together', async () => {
  const reports = recordReports();
  const sites = recordSites();
  for (let at = 0; at < 1_010; at++) failAs(`task ${at}`);
  failAs('task 1');
  expect(reports).toHaveLength(1_000);
  const { [ERRORS]: counted = {} } = await sites();
  expect(Object.keys(counted)).toHaveLength(1_001);
  expect(counted).toMatchObject({ 'task 0': 1, 'task 1': 2, 'task 999': 1, '': 10 });
});

test('each counter is made once for a meter provider, under the name and version of the package', () => {
  const counter = { add: jest.fn() };
  const observable = { addCallback: jest.fn() };
  const meter = { createCounter: jest.fn(() => counter), createObservableCounter: jest.fn(() => observable) };
  const getMeter = jest.fn(() => meter);
  metrics.disable();
  metrics.setGlobalMeterProvider({ getMeter } as unknown as MeterProvider);
  for (let time = 0; time < 3; time++) {
    failAs('task 1');
    startSpan('import', { links: message(0) }).complete();
  }
  expect(meter.createCounter.mock.calls).toEqual([[ERRORS]]);
  expect(meter.createObservableCounter.mock.calls).toEqual([
    ['spanlink.links.made', { unit: '{link}', description: 'Links that spans carry' }],
  ]);
  expect(getMeter.mock.calls).toEqual([
    ['spanlink', expect.stringMatching(/^\d+\.\d+\.\d+/)],
    ['spanlink', expect.stringMatching(/^\d+\.\d+\.\d+/)],
  ]);
  expect(counter.add).toHaveBeenCalledWith(1, { 'spanlink.site': 'task 1' });
});
