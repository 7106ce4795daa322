import { runRule } from './run-rule';

const IMPORT = "import { Stage, Workflow } from 'spanlink/workflow';\n";
const COMPOSES = "import { applyDecorators } from '@nestjs/common';\n";
const STAGES = '{ @Stage() async submit() {} }';

runRule('stage-needs-workflow', {
  'A class with its workflow is fine': { code: `${IMPORT}@Workflow({ name: 'w', run }) class Loan ${STAGES}` },
  'Its decorator may stand among others': {
    code: `${IMPORT}@Injectable() @Workflow({ name: 'w', run }) @Log class Loan ${STAGES}`,
  },
  'A class that extends another may have that one’s': { code: `${IMPORT}class Loan extends Base ${STAGES}` },
  'An abstract class leaves it to its subclasses': { code: `${IMPORT}abstract class Loan ${STAGES}` },
  'So does one that the file extends': {
    code: `${IMPORT}class Loan ${STAGES}\n@Workflow({ name: 'w', run }) class Mortgage extends Loan {}`,
  },
  'The decorator may be called as a function': {
    code: `${IMPORT}class Loan ${STAGES}\nWorkflow({ name: 'w', run })(Loan);`,
  },
  "A decorator of the project's own may apply it": {
    code: `${IMPORT}import { LoanWorkflow } from './loan-workflow.js';\n@LoanWorkflow() class Loan ${STAGES}`,
  },
  'So may one by a path alias': {
    code: `${IMPORT}import { LoanWorkflow } from '@/loan-workflow';\n@LoanWorkflow() class Loan ${STAGES}`,
  },
  'So may one that the file defines': {
    code: `${IMPORT}const LoanWorkflow = () => Workflow({ name: 'w', run });\n@LoanWorkflow() class Loan ${STAGES}`,
  },
  'So may what composes decorators': {
    code: `${IMPORT}${COMPOSES}@applyDecorators(Workflow({})) class Loan ${STAGES}`,
  },
  'A stage of others is none of ours': { code: `import { Stage } from 'gitlab';\nclass Loan ${STAGES}` },
  'Without stages nothing is needed': { code: `${IMPORT}class Loan { async submit() {} }` },
  'Stages without a workflow are found once a class': {
    code: `${IMPORT}class Loan { @Stage() async submit() {} @Stage({ after: 'submit' }) async decide() {} }`,
    errors: [{ messageId: 'missing', data: { name: 'Loan' } }],
  },
  "A framework's decorator makes no workflow": {
    code: `${IMPORT}import { Injectable } from '@nestjs/common';\n@Injectable() class Loan ${STAGES}`,
    errors: [{ messageId: 'missing' }],
  },
  'A workflow of others is none of ours': {
    code: `import { Stage } from 'spanlink/workflow';\nimport { Workflow } from 'o';\n@Workflow() class Loan ${STAGES}`,
    errors: [{ messageId: 'missing' }],
  },
  'A class without a name is found by its stage': {
    code: `import * as flow from 'spanlink/workflow';\nexport default class { @flow.Stage() async submit() {} }`,
    errors: [{ messageId: 'missing', data: { name: 'This class' } }],
  },
  'A class expression and a static stage are found': {
    code: `${IMPORT}const Loan = class { @Stage<'x'>() static async submit() {} };`,
    errors: [{ messageId: 'missing' }],
  },
});
