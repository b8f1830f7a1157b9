import { useState, type ReactElement } from "react";
import { Button, Drawer } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { policyGuideQuery } from "#shared/queries/policies.ts";
import { LoadingRows, Problem } from "#shared/ui/note.tsx";
import { blocksOf, type GuideBlock } from "./guide-blocks.ts";
import styles from "./policies.module.css";

/** The language, to be read beside the editor. */
export function PolicyGuide(): ReactElement {
  const [opened, setOpened] = useState(false);
  return (
    <>
      <Button variant="default" onClick={() => setOpened(true)} data-testid="policy-guide">
        Language
      </Button>
      <Drawer opened={opened} onClose={() => setOpened(false)} position="right" size="lg" title="The language of policies">
        <Guide />
      </Drawer>
    </>
  );
}

function Guide(): ReactElement {
  const guide = useQuery(policyGuideQuery);
  if (guide.isError) return <Problem error={guide.error} retry={() => void guide.refetch()} />;
  if (guide.data === undefined) return <LoadingRows rows={12} height={20} />;
  return (
    <div className={styles.guide} data-testid="policy-guide-text">
      {blocksOf(guide.data).map((block, index) => (
        <Block key={index} block={block} />
      ))}
    </div>
  );
}

function Block({ block }: { readonly block: GuideBlock }): ReactElement {
  switch (block.kind) {
    case "heading":
      return block.level <= 2 ? <h3>{block.text}</h3> : <h4>{block.text}</h4>;
    case "code":
      return <pre>{block.text}</pre>;
    case "list":
      return (
        <ul>
          {block.items.map((item, index) => (
            <li key={index}>
              <Words text={item} />
            </li>
          ))}
        </ul>
      );
    case "table":
      return (
        <div className={styles.scroll}>
          <table>
            <tbody>
              {block.rows.map((row, index) => (
                <tr key={index}>
                  {row.map((cell, column) => (
                    <td key={column}>
                      <Words text={cell} />
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      );
    case "text":
      return (
        <p>
          <Words text={block.text} />
        </p>
      );
  }
}

function Words({ text }: { readonly text: string }): ReactElement {
  return (
    <>
      {text
        .split("`")
        .map((part, index) =>
          index % 2 === 1 ? (
            <code key={index}>{part}</code>
          ) : (
            <span key={index}>{part.replaceAll("**", "").replaceAll(/\[([^\]]+)\]\([^)]*\)/g, "$1")}</span>
          ),
        )}
    </>
  );
}
