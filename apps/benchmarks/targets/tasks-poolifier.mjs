import { ThreadWorker } from 'poolifier';
import * as tasks from './tasks.mjs';

/** The tasks, as npm's poolifier wants them. */
export default new ThreadWorker({ ...tasks });
