// The rooms of the explorer, each of which may import only from those below it:
//
//   cli → start → serve → query/answer-question → query/questions → query/graph, query/traces → query/index
//               → receive → otlp
//               → keep → otlp
//   http and store are below all of them; api is below everything, and all that the page and the server share.
//
// graph and traces do not know each other; neither do serve, receive and keep, nor http, store and otlp.
const room = (name, path, to) => ({ name, severity: 'error', from: { path }, to: { path: to } });
const server = (names) => `^explorer/server/(${names})`;
const query = (names) => `^explorer/server/query/(${names})`;
const START = 'start\\.|explorer-options\\.';
const keep = (names) => `^explorer/server/keep/(${names})/`;

module.exports = {
  forbidden: [
    room('explorer-stands-alone', '^explorer/', '^(index|lib|decorators|integrations|samples|test)\\b'),
    room('api-is-the-bottom', '^explorer/api/', '^explorer/(server|page)/'),
    room('page-asks-over-http', '^explorer/page/', '^explorer/server/'),
    room('server-has-no-page', '^explorer/server/', '^explorer/page/'),
    room('otlp-stands-on-nothing', server('otlp/'), server(`http/|store/|query/|receive/|keep/|serve/|cli/|${START}`)),
    room('http-stands-on-nothing', server('http/'), server(`otlp/|store/|query/|receive/|keep/|serve/|cli/|${START}`)),
    room('store-stands-on-nothing', server('store/'), server(`otlp/|http/|query/|receive/|keep/|serve/|cli/|${START}`)),
    room('query-stands-on-the-store', server('query/'), server(`otlp/|http/|receive/|keep/|serve/|cli/|${START}`)),
    room('receive-stands-on-store-http-and-otlp', server('receive/'), server(`query/|keep/|serve/|cli/|${START}`)),
    room('keep-stands-on-query-store-and-otlp', server('keep/'), server(`http/|receive/|serve/|cli/|${START}`)),
    room('serve-stands-on-query-and-http', server('serve/'), server(`otlp/|receive/|keep/|cli/|${START}`)),
    room('start-is-below-the-command', server(START), server('cli/')),
    room('questions-are-below-their-table', query('questions/'), query('answer-question')),
    room('graph-stands-on-the-index', query('graph/'), query('answer-question|questions/|traces/')),
    room('traces-stand-on-the-index', query('traces/'), query('answer-question|questions/|graph/')),
    room('index-is-the-bottom-of-query', query('index/'), query('answer-question|questions/|graph/|traces/')),
    room('rules-are-the-bottom-of-keep', keep('rules'), keep('decide|follow|fragments|forward')),
    room('decide-stands-on-the-rules', keep('decide'), keep('follow|fragments|forward')),
    room('follow-stands-on-the-rules', keep('follow'), keep('decide|fragments|forward')),
    room('fragments-and-forward-stand-alone', keep('fragments|forward'), keep('rules|decide|follow')),
    // of values and of types
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: 'specify',
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default'],
      extensions: ['.ts', '.tsx', '.js'],
    },
  },
};
