// The rooms of the explorer: cli → start → serve → query and receive → store; the page and the server meet in api alone.
const room = (name, path, to) => ({ name, severity: 'error', from: { path }, to: { path: to } });

module.exports = {
  forbidden: [
    room('explorer-stands-alone', '^explorer/', '^(index|lib|decorators|integrations|samples|test)\\b'),
    room('api-knows-nobody', '^explorer/api/', '^explorer/(server|page)/'),
    room('page-asks-over-http', '^explorer/page/', '^explorer/server/'),
    room('server-has-no-page', '^explorer/server/', '^explorer/page/'),
    room('store-is-the-bottom', '^explorer/server/store/', '^explorer/server/(query|receive|serve|cli|start)'),
    room('query-stands-on-the-store', '^explorer/server/query/', '^explorer/server/(receive|serve|cli|start)'),
    room('receive-stands-on-the-store', '^explorer/server/receive/', '^explorer/server/(query|serve|cli|start)'),
    room('serve-is-below-the-command', '^explorer/server/serve/', '^explorer/server/(cli|start)'),
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
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
