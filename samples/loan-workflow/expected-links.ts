/** The links of each attempt at a stage, in both runs. */

/** By attempt, as `relation: attempt`. */
export type Links = Readonly<Record<string, readonly string[]>>;

const CHECKED: Links = {
  'submit 1': [],
  'check (fraud) 1': ['previous: submit 1', 'origin: submit 1'],
  'check (income) 1': ['previous: submit 1', 'origin: submit 1'],
};

export const EXPECTED: Readonly<Record<string, Links>> = {
  // a process is killed, underwriting fails once, and the approved loan is revoked
  '7': {
    ...CHECKED,
    'check (income) 2': ['resumes: check (income) 1', 'previous: submit 1', 'origin: submit 1'],
    'underwrite 1': ['previous: check (fraud) 1', 'previous: check (income) 2', 'origin: submit 1'],
    'underwrite 2': [
      'retry_of: underwrite 1',
      'previous: check (fraud) 1',
      'previous: check (income) 2',
      'origin: submit 1',
    ],
    'approve 1': [
      'previous: check (fraud) 1',
      'previous: check (income) 2',
      'previous: underwrite 2',
      'origin: submit 1',
    ],
    'revoke 1': ['compensates: approve 1', 'origin: submit 1'],
  },
  // underwriting fails each time
  '8': {
    ...CHECKED,
    'underwrite 1': ['previous: check (fraud) 1', 'previous: check (income) 1', 'origin: submit 1'],
    'underwrite 2': [
      'retry_of: underwrite 1',
      'previous: check (fraud) 1',
      'previous: check (income) 1',
      'origin: submit 1',
    ],
    'review 1': ['dead_letter_of: underwrite 2', 'origin: submit 1'],
  },
};

/** The only attempt whose span was never exported. */
export const KILLED = '7: check (income) 1';
