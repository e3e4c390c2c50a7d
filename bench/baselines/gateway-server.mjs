import { createServer } from 'node:http';
import { WebSocketServer } from 'ws';
import { bareMessage } from '../lib/bare-message.mjs';

/**
 * A bare gateway on `ws`: HELLO, READY without a guild, and each message that is posted sent to every socket, numbered for
 * each. No storage, no checks, no bookkeeping. A message has the fields of a MESSAGE_CREATE of Guildhall.
 */
const sockets = new Set();

function messageOf({ content, nonce }) {
  const { id, created_at: timestamp } = bareMessage('bench', { content, nonce });
  const author = { id: '1', username: 'bench', discriminator: '0', global_name: null, avatar: null, public_flags: 0 };
  const member = { roles: [], joined_at: timestamp, deaf: false, mute: false, flags: 0 };
  return {
    ...{ id, type: 0, channel_id: '2', guild_id: '3', author, member, content, timestamp, edited_timestamp: null },
    ...{ tts: false, mention_everyone: false, mentions: [], mention_roles: [], attachments: [], embeds: [] },
    ...{ components: [], pinned: false, flags: 0, nonce },
  };
}

const tell = (socket, t, d) => {
  socket.lastNumber += 1;
  socket.send(`{"t":"${t}","s":${socket.lastNumber},"op":0,"d":${d}}`);
};

const control = (socket, op, d) => socket.send(JSON.stringify({ t: null, s: null, op, d }));

const http = createServer(async (request, response) => {
  let text = '';
  for await (const chunk of request) text += chunk;
  const message = JSON.stringify(messageOf(JSON.parse(text)));
  response.writeHead(200, { 'content-type': 'application/json' }).end(message);
  for (const socket of sockets) tell(socket, 'MESSAGE_CREATE', message);
});
const server = new WebSocketServer({ server: http, perMessageDeflate: false });
server.on('connection', (socket) => {
  socket.lastNumber = 0;
  socket.on('close', () => sockets.delete(socket));
  socket.on('message', (data) => {
    const { op } = JSON.parse(data.toString());
    if (op === 1) return control(socket, 11, null);
    sockets.add(socket);
    tell(socket, 'READY', JSON.stringify({ session_id: 'bare' }));
  });
  control(socket, 10, { heartbeat_interval: 41_250 });
});
http.listen(0, '127.0.0.1', 4096, () => process.send({ port: http.address().port }));
process.on('disconnect', () => process.exit(0));
