/**
 * Patches the platform for good, so that code which keeps its functions from the start, as
 * `const { wait } = Atomics`, can be checked, too: import this first. Outside a check the
 * patched functions are the platform's own.
 */
import { patchPlatform } from './platform.ts';
import { session } from './session.ts';

const mine = session();
if (!mine.installed) patchPlatform();
mine.installed = true;
