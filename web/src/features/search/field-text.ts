/** What a field has sent that the address does not show yet, and what the address showed last. */
export interface FieldText {
  readonly shown: string;
  readonly sent: readonly string[];
}

/** What comes of a new text in the address: what the field sent itself leaves it alone, anything else stands in it from now on. */
export function takeText({ sent }: FieldText, text: string): FieldText & { readonly typed: string | null } {
  const at = sent.indexOf(text);
  return at < 0 ? { shown: text, sent: [], typed: text } : { shown: text, sent: sent.slice(at + 1), typed: null };
}
