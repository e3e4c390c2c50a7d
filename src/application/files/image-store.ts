import type { Id } from '../../shared/ids';

/** Bytes of a picture at most; an emoji is smaller. As text it must fit into a JSON body. */
export const IMAGE_BYTES_MAX = 716_800;
export const EMOJI_BYTES_MAX = 262_144;

/** What a picture belongs to: a person, bot or webhook (`avatar`), a guild, a role, an application or an emoji. */
export const imageKinds = ['avatar', 'guild_icon', 'role_icon', 'application_icon', 'emoji'] as const;
export type ImageKind = (typeof imageKinds)[number];

export interface ImageOwner {
  readonly kind: ImageKind;
  /** Of the user or webhook, guild, role, application or emoji. */
  readonly id: Id;
}

/** A stored file that is read once. */
export interface OpenFile {
  readonly size: number;
  readonly contentType: string;
  readonly content: AsyncIterable<Uint8Array>;
}

/** Pictures that everybody may see: avatars, icons, emojis. They come as data URIs. */
export abstract class ImageStore {
  /**
   * Keeps the picture of a data URI: PNG, JPEG, GIF or WebP, told by its bytes, at most {@link IMAGE_BYTES_MAX}. Call it
   * before `UnitOfWork.run`, never inside. The same picture again has the same name.
   * @param field what the caller calls the picture, for the error
   * @returns the picture's name: 32 hex digits, with `a_` in front when it moves
   * @throws AppError `invalid` with the field
   */
  abstract store(owner: ImageOwner, dataUri: string, field?: string): Promise<string>;
  /** Forgets the picture; there need not be one. An emoji's is found without its name. After the commit. */
  abstract remove(owner: ImageOwner, name?: string): Promise<void>;
  /** Undefined when there is none. An emoji's picture is found without its name. */
  abstract open(owner: ImageOwner, name?: string): Promise<OpenFile | undefined>;
}
