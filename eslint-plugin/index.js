/** The rules of spanlink for ESLint, and the configuration that turns all of them on. */
import { adjacentDecorators } from './rules/adjacent-decorators.js';
import { linkFromArgument } from './rules/link-from-argument.js';
import { noDroppedCarrier } from './rules/no-dropped-carrier.js';
import { noGeneratorSource } from './rules/no-generator-source.js';
import { stageNeedsWorkflow } from './rules/stage-needs-workflow.js';

const plugin = {
  meta: { name: 'eslint-plugin-spanlink', version: '0.1.0', namespace: 'spanlink' },
  rules: {
    'adjacent-decorators': adjacentDecorators,
    'link-from-argument': linkFromArgument,
    'no-dropped-carrier': noDroppedCarrier,
    'no-generator-source': noGeneratorSource,
    'stage-needs-workflow': stageNeedsWorkflow,
  },
  configs: {},
};

Object.assign(plugin.configs, {
  recommended: {
    name: 'spanlink/recommended',
    plugins: { spanlink: plugin },
    rules: Object.fromEntries(Object.keys(plugin.rules).map((name) => [`spanlink/${name}`, 'error'])),
  },
});

// ESLint's plugins are default exports
export default plugin;
