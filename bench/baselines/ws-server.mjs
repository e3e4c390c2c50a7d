import { createServer } from 'node:http';
import { Sender, WebSocketServer } from 'ws';
import { bareMessage } from '../lib/bare-message.mjs';

/**
 * A bare room server on `ws` in Guildhall's raw dialect: no storage, no checks, no bookkeeping.
 * `BARE_MODE=send` stringifies a message once and calls `send` for each member; `BARE_MODE=frames` also builds the
 * WebSocket frame once and writes that one buffer to each member's TCP socket.
 */
const encodeOnce = process.env.BARE_MODE === 'frames';
const rooms = new Map();

function membersOf(roomId) {
  let members = rooms.get(roomId);
  if (members === undefined) {
    members = new Set();
    rooms.set(roomId, members);
  }
  return members;
}

function broadcast(members, text) {
  if (!encodeOnce) {
    for (const member of members) member.send(text);
    return;
  }
  const options = { fin: true, rsv1: false, opcode: 1, mask: false, readOnly: true };
  const frame = Buffer.concat(Sender.frame(Buffer.from(text), options));
  for (const member of members) member._socket.write(frame);
}

const http = createServer((_, response) => response.writeHead(404).end());
const server = new WebSocketServer({ server: http, perMessageDeflate: false });
server.on('connection', (socket, request) => {
  const url = new URL(request.url, 'http://bare');
  const userId = url.searchParams.get('user_id');
  const members = membersOf(url.pathname.split('/').at(-1));
  members.add(socket);
  socket.on('close', () => members.delete(socket));
  socket.on('message', (data) => {
    const { payload } = JSON.parse(data.toString());
    broadcast(members, JSON.stringify({ type: 'Message', payload: bareMessage(userId, payload) }));
  });
  socket.send(JSON.stringify({ type: 'WelcomeInfo', payload: { user_id: userId } }));
});
http.listen(0, '127.0.0.1', 4096, () => process.send({ port: http.address().port }));
process.on('disconnect', () => process.exit(0));
