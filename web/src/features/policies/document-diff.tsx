import { useEffect, useRef, type ReactElement } from "react";
import { unifiedMergeView } from "@codemirror/merge";
import { EditorState } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { readOnly, yamlLook } from "./editor-theme.ts";
import styles from "./policies.module.css";

interface DocumentDiffProps {
  readonly before: string;
  readonly after: string;
  readonly label: string;
}

/** What became of a document: lines that went in red, lines that came in green, long stretches that stayed folded. */
export function DocumentDiff({ before, after, label }: DocumentDiffProps): ReactElement {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (place.current === null) return;
    const view = new EditorView({
      parent: place.current,
      state: EditorState.create({
        doc: after,
        extensions: [
          yamlLook,
          readOnly,
          EditorView.contentAttributes.of({ "aria-label": label }),
          unifiedMergeView({ original: before, mergeControls: false, collapseUnchanged: { margin: 3, minSize: 6 } }),
        ],
      }),
    });
    return () => view.destroy();
  }, [before, after, label]);
  return <div ref={place} className={styles.diff} data-testid="policy-diff" />;
}
