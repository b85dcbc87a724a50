import { connect } from 'node:net';

/** Sends one request to a port of 127.0.0.1 and answers whether the first bytes that come back are as expected. */
export function answersWith(port: number, request: Uint8Array, isExpected: (answer: Buffer) => boolean): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    const settle = (answers: boolean): void => {
      socket.destroy();
      resolve(answers);
    };
    socket.setTimeout(2_000, () => settle(false));
    socket.once('error', () => settle(false));
    socket.once('close', () => settle(false));
    socket.once('connect', () => socket.write(request));
    socket.once('data', (answer) => settle(isExpected(answer)));
  });
}
