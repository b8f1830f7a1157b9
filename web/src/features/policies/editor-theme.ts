import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { EditorState, type Extension } from "@codemirror/state";
import { EditorView, highlightSpecialChars, lineNumbers } from "@codemirror/view";
import { yaml } from "@codemirror/lang-yaml";
import { tags } from "@lezer/highlight";

// The portal's own colours, which follow its theme by themselves.
const surface = EditorView.theme({
  "&": { backgroundColor: "var(--sg-panel)", color: "var(--sg-text)", fontSize: "12px" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { fontFamily: "var(--sg-mono)", lineHeight: "20px" },
  ".cm-content": { caretColor: "var(--sg-text)", padding: "8px 0" },
  ".cm-cursor": { borderLeftColor: "var(--sg-text)" },
  ".cm-gutters": { backgroundColor: "var(--sg-sunken)", color: "var(--sg-faint)", border: "none", borderRight: "1px solid var(--sg-line)" },
  ".cm-activeLine": { backgroundColor: "color-mix(in srgb, var(--sg-hover) 60%, transparent)" },
  ".cm-activeLineGutter": { backgroundColor: "var(--sg-hover)", color: "var(--sg-text)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
    backgroundColor: "var(--sg-accent-soft)",
  },
  ".cm-foldPlaceholder": { backgroundColor: "var(--sg-sunken)", border: "1px solid var(--sg-line)", color: "var(--sg-muted)" },
  ".cm-tooltip": {
    backgroundColor: "var(--sg-panel)",
    color: "var(--sg-text)",
    border: "1px solid var(--sg-line-strong)",
    borderRadius: "6px",
    maxWidth: "min(480px, 90vw)",
  },
  ".cm-tooltip-autocomplete ul li[aria-selected]": { backgroundColor: "var(--sg-accent-soft)", color: "var(--sg-text)" },
  ".cm-diagnostic": { padding: "6px 10px", borderLeftWidth: "3px", fontFamily: "var(--mantine-font-family)" },
  ".cm-diagnostic-error": { borderLeftColor: "var(--sg-danger)" },
  ".cm-diagnostic-warning": { borderLeftColor: "var(--sg-wait)" },
  ".cm-specialChar": { color: "var(--sg-danger)" },
  ".cm-changedLine": { backgroundColor: "var(--sg-live-soft) !important" },
  ".cm-changedText": { background: "color-mix(in srgb, var(--sg-live-fill) 30%, transparent) !important" },
  ".cm-deletedChunk": { backgroundColor: "var(--sg-danger-soft)", color: "var(--sg-text)" },
  ".cm-deletedChunk .cm-deletedText": { background: "color-mix(in srgb, var(--sg-danger-fill) 30%, transparent) !important" },
  ".cm-collapsedLines": {
    background: "var(--sg-sunken)",
    color: "var(--sg-muted)",
    borderBlock: "1px solid var(--sg-line)",
  },
});

const highlight = HighlightStyle.define([
  { tag: [tags.definition(tags.propertyName), tags.propertyName], color: "var(--sg-accent)" },
  { tag: [tags.comment, tags.lineComment], color: "var(--sg-faint)", fontStyle: "italic" },
  { tag: [tags.string, tags.special(tags.string)], color: "var(--sg-live)" },
  { tag: [tags.bool, tags.number, tags.keyword], color: "var(--sg-wait)" },
  { tag: [tags.separator, tags.squareBracket, tags.brace, tags.punctuation], color: "var(--sg-muted)" },
]);

/** How YAML looks, whether it is edited or only shown. What cannot be seen is shown as what it is. */
export const yamlLook: Extension = [yaml(), surface, syntaxHighlighting(highlight), lineNumbers(), highlightSpecialChars()];

export const readOnly: Extension = [
  EditorState.readOnly.of(true),
  EditorView.editable.of(false),
  EditorView.contentAttributes.of({ tabindex: "0" }),
];
