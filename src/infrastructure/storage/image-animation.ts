const GRAPHIC_CONTROL = Buffer.from([0x21, 0xf9, 0x04]);
const WEBP_ANIMATION_FLAG = 0x02;
const WEBP_FLAGS_AT = 20;

/** Whether a picture of this type moves. */
export function isAnimated(content: Buffer, contentType: string): boolean {
  if (contentType === 'image/apng') return true;
  if (contentType === 'image/gif') return content.indexOf(GRAPHIC_CONTROL) !== content.lastIndexOf(GRAPHIC_CONTROL);
  if (contentType !== 'image/webp') return false;
  const isExtended = content.toString('latin1', 12, 16) === 'VP8X';
  return isExtended && ((content[WEBP_FLAGS_AT] ?? 0) & WEBP_ANIMATION_FLAG) !== 0;
}
