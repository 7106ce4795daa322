// The matrix of the conformance suite, as a command. It is CommonJS, as are the tests' own files that it loads.
require('tsx/cjs/api').register();
require('../test/conformance/matrix/main.ts');
