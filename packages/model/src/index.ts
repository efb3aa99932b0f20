export { check, checkAsync, explore, exploreAsync } from './check.ts';
export type { Coverage } from './examination.ts';
export type { CheckOptions } from './options.ts';
export { ModelError } from './report.ts';
export { KILLED, abortSignal, type Body, type Scenario, type ThreadSpec } from './scenario.ts';
