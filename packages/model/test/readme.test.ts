import { readmeExamples } from '@sync/testing';

readmeExamples(new URL('../README.md', import.meta.url));
readmeExamples(new URL('../../../docs/model-checking.md', import.meta.url));
