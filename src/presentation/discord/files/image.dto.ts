import { IMAGE_BYTES_MAX } from '../../../application/files';

/** Characters before the bytes of a data URI: `data:image/png;base64,`. */
const DATA_URI_HEAD_MAX = 64;

/** Characters of a picture as a data URI at most; what is in it the store checks. */
export const IMAGE_TEXT_MAX = Math.ceil(IMAGE_BYTES_MAX / 3) * 4 + DATA_URI_HEAD_MAX;
