import { useEffect, useState, type ReactElement, type RefObject } from "react";
import { ActionIcon, Button } from "@mantine/core";
import { LabelChip } from "#shared/text/body-text.tsx";
import { useLabels, typeText } from "#shared/text/label-context.ts";
import { Icon } from "#shared/ui/icon.tsx";
import styles from "./session-page.module.css";

interface LabelPlacesProps {
  readonly label: string;
  readonly container: RefObject<HTMLElement | null>;
  /** Changes when the conversation has: then places are counted again. */
  readonly version: unknown;
}

/** Where in the session a masked value appears, one place after the other. */
export function LabelPlaces({ label, container, version }: LabelPlacesProps): ReactElement {
  const { select } = useLabels();
  const [count, setCount] = useState(0);
  const [at, setAt] = useState(-1);
  const cut = label.lastIndexOf("_");
  const [type, code] = cut < 0 ? [label, ""] : [label.slice(0, cut), label.slice(cut + 1)];

  const places = (): readonly HTMLElement[] => [
    ...(container.current?.querySelectorAll<HTMLElement>(`[data-label="${CSS.escape(label)}"]`) ?? []),
  ];
  useEffect(() => {
    const frame = requestAnimationFrame(() =>
      setCount(container.current?.querySelectorAll(`[data-label="${CSS.escape(label)}"]`).length ?? 0),
    );
    return () => cancelAnimationFrame(frame);
  }, [container, label, version]);

  const show = (to: number): void => {
    const all = places();
    const next = (to + all.length) % Math.max(1, all.length);
    setAt(next);
    const place = all[next];
    if (place === undefined) return;
    for (let fold = place.closest("details"); fold !== null; fold = fold.parentElement?.closest("details") ?? null) fold.open = true;
    place.scrollIntoView({ block: "center", behavior: "smooth" });
    place.focus({ preventScroll: true });
  };

  return (
    <div className={styles.places} data-testid="label-places">
      <LabelChip label={label} type={type} code={code} />
      <span>
        {typeText(type)},{" "}
        {at >= 0 ? `place ${at + 1} of ${count}` : count === 1 ? "1 place in this session" : `${count} places in this session`}
      </span>
      <ActionIcon variant="subtle" size="sm" aria-label="Place before" onClick={() => show(at - 1)}>
        <Icon name="up" size={14} />
      </ActionIcon>
      <ActionIcon variant="subtle" size="sm" aria-label="Next place" onClick={() => show(at + 1)}>
        <Icon name="down" size={14} />
      </ActionIcon>
      <Button size="compact-xs" variant="subtle" ml="auto" onClick={() => select?.(null)}>
        Done
      </Button>
    </div>
  );
}
