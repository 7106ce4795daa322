// The rooms of the explorer, each of which may import only from those below it:
//
//   cli → start → serve → mcp (which asks by paths of the api)
//                       → query/answer-question, query/export → query/questions → query/graph, query/traces
//                                                                                → query/index
//               → files → receive
//   http and store are below all of them; api is below everything, and all that the page and the server share.
//
// graph and traces do not know each other; neither do serve and receive, http and store.
const room = (name, path, to) => ({ name, severity: 'error', from: { path }, to: { path: to } });
const server = (names) => `^explorer/server/(${names})`;
const query = (names) => `^explorer/server/query/(${names})`;
const START = 'start\\.|explorer-options\\.';

module.exports = {
  forbidden: [
    room('explorer-stands-alone', '^explorer/', '^(index|lib|decorators|integrations|samples|test)\\b'),
    room('api-is-the-bottom', '^explorer/api/', '^explorer/(server|page)/'),
    room('page-asks-over-http', '^explorer/page/', '^explorer/server/'),
    room('server-has-no-page', '^explorer/server/', '^explorer/page/'),
    room('http-stands-on-nothing', server('http/'), server(`store/|query/|receive/|files/|mcp/|serve/|cli/|${START}`)),
    room('store-stands-on-nothing', server('store/'), server(`http/|query/|receive/|files/|mcp/|serve/|cli/|${START}`)),
    room('query-stands-on-the-store', server('query/'), server(`http/|receive/|files/|mcp/|serve/|cli/|${START}`)),
    room('receive-stands-on-store-and-http', server('receive/'), server(`query/|files/|mcp/|serve/|cli/|${START}`)),
    room('files-stand-on-receive', server('files/'), server(`http/|query/|mcp/|serve/|cli/|${START}`)),
    room('mcp-asks-by-paths', server('mcp/'), server(`store/|http/|query/|receive/|files/|serve/|cli/|${START}`)),
    room('serve-stands-on-query-and-http', server('serve/'), server(`receive/|files/|cli/|${START}`)),
    room('start-is-below-the-command', server(START), server('cli/')),
    room('questions-are-below-their-table', query('questions/'), query('answer-question|export/')),
    room('graph-stands-on-the-index', query('graph/'), query('answer-question|export/|questions/|traces/')),
    room('traces-stand-on-the-index', query('traces/'), query('answer-question|export/|questions/|graph/')),
    room('index-is-the-bottom-of-query', query('index/'), query('answer-question|export/|questions/|graph/|traces/')),
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
