/** For the pool alone, without promises to anyone else. */
export { explainLoading, retold } from './failure.ts';
export { functionOf, missingVariable } from './function-text.ts';
export { importIt } from './host.ts';
export { makeChannel, receiveMessageOnPort, type Port, type ResourceLimits } from './platform.ts';
export { hrefOf, moduleOf, textOf } from './target.ts';
