import { Module, type Provider } from '@nestjs/common';
import {
  AttachmentLinkCheck,
  AttachmentRegistry,
  CleanUpFiles,
  FileStorage,
  ImageStore,
  KeepAttachments,
  PublicAddress,
  ReadAttachment,
  StoreFile,
  Thumbnails,
  UploadedFiles,
} from '../application/files';
import { AttachmentLinks } from '../application/messaging';
import { TypeOrmAttachmentRegistry } from '../infrastructure/persistence/messaging/typeorm-attachment-registry';
import { TypeOrmUploadedFiles } from '../infrastructure/persistence/messaging/typeorm-uploaded-files';
import { HmacAttachmentLinks } from '../infrastructure/security/hmac-attachment-links';
import { DiskFileStorage } from '../infrastructure/storage/disk-file-storage';
import { DiskImageStore } from '../infrastructure/storage/disk-image-store';
import { SharpThumbnails } from '../infrastructure/storage/sharp-thumbnails';
import { ListeningAddress } from '../presentation/shared/listening-address';

const providers: Provider[] = [
  CleanUpFiles,
  HmacAttachmentLinks,
  KeepAttachments,
  ReadAttachment,
  StoreFile,
  { provide: AttachmentLinkCheck, useExisting: HmacAttachmentLinks },
  { provide: AttachmentLinks, useExisting: HmacAttachmentLinks },
  { provide: AttachmentRegistry, useClass: TypeOrmAttachmentRegistry },
  { provide: FileStorage, useClass: DiskFileStorage },
  { provide: ImageStore, useClass: DiskImageStore },
  { provide: PublicAddress, useClass: ListeningAddress },
  { provide: Thumbnails, useClass: SharpThumbnails },
  { provide: UploadedFiles, useClass: TypeOrmUploadedFiles },
];

/** Files and pictures of people: where they are kept, and who may read them. */
@Module({ providers, exports: providers })
export class FilesModule {}
