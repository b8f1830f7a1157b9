/** A piece of an untrusted text: as it is, a masked value's label, or a character that must be made visible. */
export type Segment =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "label"; readonly label: string; readonly type: string; readonly code: string }
  | { readonly kind: "hidden"; readonly code: string; readonly name: string };

// [EMAIL_7KQ2]: the type, then letters and digits derived from the value.
const label = String.raw`\[([A-Z][A-Z0-9_]*?)_([A-Z0-9]{4,12})\]`;

// Controls, characters that turn the direction of text, take no room, or are no text at all. A zero-width joiner and a
// variation selector are left alone directly after a pictograph, where they only choose how it is drawn.
const hidden = String.raw`(?![\t\n])(?!(?<=\p{Extended_Pictographic}\uFE0F?|\p{Emoji_Modifier})\u200D)(?!(?<=\p{Emoji})\uFE0F)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]`;

const pattern = new RegExp(`${label}|(${hidden})`, "gu");

const names: Readonly<Record<string, string>> = {
  "00AD": "soft hyphen",
  "200B": "zero-width space",
  "200C": "zero-width non-joiner",
  "200D": "zero-width joiner",
  "200E": "left-to-right mark",
  "200F": "right-to-left mark",
  "202A": "left-to-right embedding",
  "202B": "right-to-left embedding",
  "202C": "end of direction",
  "202D": "left-to-right override",
  "202E": "right-to-left override",
  "2060": "word joiner",
  "2066": "left-to-right isolate",
  "2067": "right-to-left isolate",
  "2068": "first strong isolate",
  "2069": "end of isolate",
  FEFF: "byte order mark",
};

/** Cuts a text into what is shown plainly, labels, and characters that would not be seen. CRLF becomes LF. */
export function segmentsOf(text: string): readonly Segment[] {
  const source = text.replaceAll("\r\n", "\n").replaceAll("\r", "\n");
  const segments: Segment[] = [];
  let from = 0;
  for (const match of source.matchAll(pattern)) {
    if (match.index > from) segments.push({ kind: "text", text: source.slice(from, match.index) });
    segments.push(segmentOf(match));
    from = match.index + match[0].length;
  }
  if (from < source.length) segments.push({ kind: "text", text: source.slice(from) });
  return segments;
}

function segmentOf(match: RegExpExecArray): Segment {
  const [whole, type, code] = match;
  if (type !== undefined && code !== undefined) return { kind: "label", label: whole.slice(1, -1), type, code };
  const point = (whole.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
  return { kind: "hidden", code: `U+${point}`, name: names[point] ?? "invisible character" };
}

/** A text in which hidden characters are escapes: for titles and attributes, where no element can stand. */
export function visibleText(text: string): string {
  return segmentsOf(text)
    .map((segment) => (segment.kind === "text" ? segment.text : segment.kind === "label" ? `[${segment.label}]` : `⟨${segment.code}⟩`))
    .join("");
}
