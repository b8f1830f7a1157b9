import type { ReactElement } from "react";
import { Button } from "@mantine/core";
import styles from "./page.module.css";

interface ShowMoreProps {
  /** What is shown then, such as "older". */
  readonly what?: string;
  readonly loading?: boolean;
  readonly onMore: () => void;
}

/** The end of a list of which there is more. */
export function ShowMore({ what = "more", loading = false, onMore }: ShowMoreProps): ReactElement {
  return (
    <div className={styles.more}>
      <Button variant="default" loading={loading} onClick={onMore} data-testid="show-more">
        Show {what}
      </Button>
    </div>
  );
}
