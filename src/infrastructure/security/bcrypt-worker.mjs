import bcrypt from 'bcryptjs';
import { parentPort, workerData } from 'node:worker_threads';

parentPort.postMessage(bcrypt.compareSync(workerData.password, workerData.hash));
