import { createServer } from 'node:http';
import { Server } from 'socket.io';
import { bareMessage } from '../lib/bare-message.mjs';

/** A bare room server on Socket.IO with the default adapter: join, send, broadcast to the room, nothing else. */
const http = createServer((_, response) => response.writeHead(404).end());
const io = new Server(http, { transports: ['websocket'], serveClient: false });
io.on('connection', (socket) => {
  const userId = socket.handshake.auth.user_id;
  socket.on('room:join', async ({ room_id: roomId }, acknowledge) => {
    await socket.join(roomId);
    acknowledge({ ok: true, data: {} });
  });
  socket.on('message:send', (input, acknowledge) => {
    const message = bareMessage(userId, input);
    io.to(input.room_id).emit('message', message);
    acknowledge({ ok: true, data: message });
  });
});
http.listen(0, '127.0.0.1', 4096, () => process.send({ port: http.address().port }));
process.on('disconnect', () => process.exit(0));
