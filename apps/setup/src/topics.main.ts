import { runMain } from '#process/run-main.js';
import { readTopicsConfig } from './config.js';
import { makeTopics } from './topics.js';

// npm run topics: makes the topics that are missing.
runMain(async () => {
  const { kafka, ...options } = readTopicsConfig();
  await makeTopics(kafka, options);
});
