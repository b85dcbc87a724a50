/** One clear sentence for the person at the screen, in Chinese and English: what has to be put right. It is shown without a stack. */
export class SpokenProblem extends Error {
  constructor(
    readonly text: { zh: string; en: string },
    options?: ErrorOptions,
  ) {
    super(text.en, options);
  }
}
