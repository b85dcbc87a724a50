import { jest } from '@jest/globals';

// A scenario starts a whole city, and a browser besides.
jest.setTimeout(180_000);
