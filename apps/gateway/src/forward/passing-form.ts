import type { IncomingMessage } from 'node:http';
import { PassThrough } from 'node:stream';

/**
 * A form on its way through. The service may answer before all of it has come (it is too large): what is left of it is then taken and thrown
 * away, because a client that cannot go on sending might not read the answer.
 */
export function passingForm(payload: IncomingMessage): PassThrough {
  const passing = new PassThrough();
  payload.pipe(passing);
  payload.once('close', () => {
    // The client has given up half-way: the service must not take half for the whole.
    if (!payload.readableEnded) passing.destroy(new Error('the client broke off'));
  });
  passing.once('close', () => {
    payload.unpipe(passing);
    if (!payload.readableEnded) payload.resume();
  });
  // That it broke off is told by whoever reads it.
  passing.on('error', () => undefined);
  return passing;
}
