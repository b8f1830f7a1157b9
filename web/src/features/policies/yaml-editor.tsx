import { useEffect, useEffectEvent, useRef, type ReactElement } from "react";
import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { bracketMatching, foldGutter, foldKeymap, indentOnInput, indentUnit } from "@codemirror/language";
import { lintGutter, lintKeymap, linter, type Diagnostic } from "@codemirror/lint";
import { EditorState, type Text } from "@codemirror/state";
import { drawSelection, EditorView, highlightActiveLine, highlightActiveLineGutter, keymap } from "@codemirror/view";
import type { PolicyNote } from "#shared/api/types.ts";
import { readOnly, yamlLook } from "./editor-theme.ts";
import styles from "./policies.module.css";
import { completeFrom, type JsonSchema } from "./schema-completion.ts";

interface YamlEditorProps {
  /** What it begins with; a change of it does nothing. */
  readonly document: string;
  readonly label: string;
  readonly fixed: boolean;
  readonly schema: JsonSchema | null;
  readonly onChange: (document: string) => void;
  readonly onSave: () => void;
  /** What is wrong with a document, and where. */
  readonly check: (document: string) => Promise<readonly PolicyNote[]>;
}

/** Edits one document. Tab leaves it, as it leaves every field. */
export function YamlEditor({ document, label, fixed, schema, onChange, onSave, check }: YamlEditorProps): ReactElement {
  const place = useRef<HTMLDivElement>(null);
  const changed = useEffectEvent(onChange);
  const save = useEffectEvent(onSave);
  const judge = useEffectEvent(check);
  const schemaNow = useEffectEvent(() => schema);
  const begin = useEffectEvent(() => document);

  useEffect(() => {
    if (place.current === null) return;
    const view = new EditorView({
      parent: place.current,
      state: EditorState.create({
        doc: begin(),
        extensions: [
          yamlLook,
          EditorView.contentAttributes.of({ "aria-label": label }),
          fixed ? readOnly : [],
          history(),
          foldGutter(),
          drawSelection(),
          indentOnInput(),
          indentUnit.of("  "),
          bracketMatching(),
          closeBrackets(),
          highlightActiveLine(),
          highlightActiveLineGutter(),
          autocompletion({ override: [(context) => completeFrom(schemaNow(), context)] }),
          lintGutter(),
          linter(async ({ state }) => (await judge(state.doc.toString())).map((note) => diagnosticOf(state.doc, note)), { delay: 350 }),
          keymap.of([
            {
              key: "Mod-s",
              preventDefault: true,
              run: () => {
                save();
                return true;
              },
            },
            ...closeBracketsKeymap,
            ...defaultKeymap,
            ...historyKeymap,
            ...foldKeymap,
            ...completionKeymap,
            ...lintKeymap,
          ]),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) changed(update.state.doc.toString());
          }),
        ],
      }),
    });
    return () => view.destroy();
  }, [label, fixed]);

  return <div ref={place} className={styles.editor} data-testid="policy-editor" />;
}

function diagnosticOf(doc: Text, note: PolicyNote): Diagnostic {
  const line = doc.line(Math.min(Math.max(note.line, 1), doc.lines));
  const from = Math.min(line.from + Math.max(note.column - 1, 0), line.to);
  return {
    from: from === line.to ? line.from : from,
    to: line.to,
    severity: note.kind === "warning" ? "warning" : "error",
    message: note.kind === "test" ? `Test: ${note.message}` : note.message,
  };
}
