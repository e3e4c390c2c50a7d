import { IsText } from '../../../src/presentation/shared/validation';

/** A nested part of a body. Declared where the code's own classes are, because class-validator asks for `Object`. */
export class Titled {
  @IsText(1, 5)
  title!: string;
}
