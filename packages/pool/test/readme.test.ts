import { readmeExamples } from '@sync/testing';

readmeExamples(new URL('../README.md', import.meta.url));
