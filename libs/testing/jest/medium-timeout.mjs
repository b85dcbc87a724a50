import { jest } from '@jest/globals';

// Cloning and migrating take their time on a busy machine; a hanging test is still found within a minute.
jest.setTimeout(60_000);
