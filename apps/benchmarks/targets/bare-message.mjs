import { parentPort } from 'node:worker_threads';
import nothing from './nothing.mjs';

/** A bare worker that says when it has done that. */
nothing();
parentPort.postMessage(true);
