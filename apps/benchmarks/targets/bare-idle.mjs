import { workerData } from 'node:worker_threads';
import idle from './idle.mjs';

/** A bare worker that sleeps. */
idle(workerData);
