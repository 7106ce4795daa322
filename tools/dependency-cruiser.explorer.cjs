// The rooms of the explorer, each of which may import only from those below it:
//
//   cli → start → serve → mcp (which asks by paths of the api)
//                       → query/answer-question, query/export → query/questions → query/graph, query/traces
//                                                                                → query/index
//               → files → receive → otlp
//               → keep → otlp
//   http and store are below all of them; api is below everything, and all that the page and the server share.
//
// graph and traces do not know each other; neither do serve, receive and keep, nor http, store and otlp.
const room = (name, path, to) => ({ name, severity: 'error', from: { path }, to: { path: to } });
const server = (names) => `^explorer/server/(${names})`;
const query = (names) => `^explorer/server/query/(${names})`;
const START = 'start\\.|explorer-options\\.';
/** The rooms, and all that stands above every room. */
const above = (rooms) => server(`${rooms}|cli/|${START}`);
const keep = (names) => `^explorer/server/keep/(${names})/`;

module.exports = {
  forbidden: [
    room('explorer-stands-alone', '^explorer/', '^(index|lib|decorators|integrations|samples|test)\\b'),
    room('api-is-the-bottom', '^explorer/api/', '^explorer/(server|page)/'),
    room('page-asks-over-http', '^explorer/page/', '^explorer/server/'),
    room('server-has-no-page', '^explorer/server/', '^explorer/page/'),
    room('otlp-stands-on-nothing', server('otlp/'), above('http/|store/|query/|receive/|files/|keep/|mcp/|serve/')),
    room('http-stands-on-nothing', server('http/'), above('otlp/|store/|query/|receive/|files/|keep/|mcp/|serve/')),
    room('store-stands-on-nothing', server('store/'), above('otlp/|http/|query/|receive/|files/|keep/|mcp/|serve/')),
    room('query-stands-on-the-store', server('query/'), above('otlp/|http/|receive/|files/|keep/|mcp/|serve/')),
    room('receive-stands-on-store-http-and-otlp', server('receive/'), above('query/|files/|keep/|mcp/|serve/')),
    room('files-stand-on-receive-and-otlp', server('files/'), above('http/|query/|keep/|mcp/|serve/')),
    room('keep-stands-on-query-store-and-otlp', server('keep/'), above('http/|receive/|files/|mcp/|serve/')),
    room('mcp-asks-by-paths', server('mcp/'), above('otlp/|store/|http/|query/|receive/|files/|keep/|serve/')),
    room('serve-stands-on-query-and-http', server('serve/'), above('otlp/|receive/|files/|keep/')),
    room('start-is-below-the-command', server(START), server('cli/')),
    room('questions-are-below-their-table', query('questions/'), query('answer-question|export/')),
    room('graph-stands-on-the-index', query('graph/'), query('answer-question|export/|questions/|traces/')),
    room('traces-stand-on-the-index', query('traces/'), query('answer-question|export/|questions/|graph/')),
    room('index-is-the-bottom-of-query', query('index/'), query('answer-question|export/|questions/|graph/|traces/')),
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
