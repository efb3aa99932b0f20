import workerpool from 'workerpool';
import * as tasks from './tasks.mjs';

/** The tasks, as npm's workerpool wants them. */
workerpool.worker({ ...tasks });
