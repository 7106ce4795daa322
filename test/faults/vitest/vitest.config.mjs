/** The suite is no test of Jest's, and has another name. */
export default { test: { include: ['fake-timers.mjs'] } };
