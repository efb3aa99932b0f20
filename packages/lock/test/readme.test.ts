import { existsSync } from 'node:fs';
import { readmeExamples } from '@sync/testing';
import { test } from 'vitest';

const readme = new URL('../README.md', import.meta.url);

if (existsSync(readme)) readmeExamples(readme);
else test.todo('every example of the README runs as printed');
