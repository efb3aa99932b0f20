/** What the child processes of a ProcessPool run. */
import { workInChild } from './child-work.ts';

workInChild();
