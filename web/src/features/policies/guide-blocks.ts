/** A piece of the guide. */
export type GuideBlock =
  | { readonly kind: "heading"; readonly level: number; readonly text: string }
  | { readonly kind: "code" | "text"; readonly text: string }
  | { readonly kind: "list"; readonly items: readonly string[] }
  | { readonly kind: "table"; readonly rows: readonly (readonly string[])[] };

/** Takes apart as much of Markdown as the guide is written in. */
export function blocksOf(markdown: string): readonly GuideBlock[] {
  const blocks: GuideBlock[] = [];
  const lines = markdown.split("\n");
  for (let at = 0; at < lines.length;) {
    const line = lines[at] ?? "";
    const heading = /^(#+)\s+(.*)$/.exec(line);
    if (line.trim() === "") {
      at++;
    } else if (line.startsWith("```")) {
      const end = lines.findIndex((other, index) => index > at && other.startsWith("```"));
      const until = end < 0 ? lines.length : end;
      blocks.push({ kind: "code", text: lines.slice(at + 1, until).join("\n") });
      at = until + 1;
    } else if (heading !== null) {
      blocks.push({ kind: "heading", level: heading[1]?.length ?? 1, text: (heading[2] ?? "").replaceAll("`", "") });
      at++;
    } else {
      let end = at;
      while (end < lines.length && (lines[end] ?? "").trim() !== "" && !/^(#|```)/.test(lines[end] ?? "")) end++;
      blocks.push(paragraphOf(lines.slice(at, end)));
      at = end;
    }
  }
  return blocks;
}

function paragraphOf(lines: readonly string[]): GuideBlock {
  const [first = ""] = lines;
  if (first.startsWith("|"))
    return {
      kind: "table",
      rows: lines
        .filter((line) => !/^\|[\s:|-]+\|$/.test(line))
        .map((line) =>
          line
            .replace(/^\||\|$/g, "")
            .split(/(?<!\\)\|/)
            .map((cell) => cell.replaceAll("\\|", "|").trim()),
        ),
    };
  if (!/^\s*[-*] /.test(first)) return { kind: "text", text: lines.join(" ") };
  const items: string[] = [];
  for (const line of lines) {
    const item = /^\s*[-*] (.*)$/.exec(line);
    if (item !== null) items.push(item[1] ?? "");
    else items.push(`${items.pop() ?? ""} ${line.trim()}`);
  }
  return { kind: "list", items };
}
