import { Server } from 'socket.io';
import { openUpstream } from './upstream.js';
import type { Upstream } from './upstream.js';

/** A little notification node: Socket.IO set as the real one, with its check of Origin. It says its name, and says back what it hears. */
export type DeskNode = Upstream & { io: Server };

/** Opens it. */
export async function openDeskNode(name: string, port = 0): Promise<DeskNode> {
  const upstream = await openUpstream(undefined, port);
  const io = new Server(upstream.server, {
    transports: ['websocket'],
    serveClient: false,
    perMessageDeflate: false,
    maxHttpBufferSize: 100_000,
    allowRequest: ({ headers }, answer) => {
      const same = headers.origin === undefined || new URL(headers.origin).host === headers.host;
      answer(same ? null : 'origin not allowed', same);
    },
  });
  io.on('connection', (socket) => {
    socket.emit('name', name);
    socket.on('say', (body: unknown, answer: (body: unknown) => void) => answer(body));
    socket.on('hang-up', () => socket.disconnect(true));
  });
  return { ...upstream, io };
}
