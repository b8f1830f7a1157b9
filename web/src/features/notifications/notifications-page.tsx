import type { ReactElement } from "react";
import { useQuery } from "@tanstack/react-query";
import { useSearch } from "@tanstack/react-router";
import { channelsQuery } from "#shared/queries/notifications.ts";
import { useMay } from "#shared/queries/roles.ts";
import { Page } from "#shared/ui/page.tsx";
import pageStyles from "#shared/ui/page.module.css";
import { Channels } from "./channels.tsx";
import { DeliveryLog } from "./delivery-log.tsx";
import { LinkCard } from "./link-card.tsx";
import styles from "./notifications.module.css";
import { Personal } from "./personal.tsx";

/** Who is told, by which way, and what became of each message. */
export function NotificationsPage(): ReactElement {
  const sees = useMay("manage", "people", "audit");
  const { channel, link } = useSearch({ from: "/frame/settings/notifications" });
  const channels = useQuery({ ...channelsQuery, enabled: sees });
  const shown = channels.data?.find(({ id }) => id === channel);
  return (
    <Page title="Notifications">
      <div className={pageStyles.body}>
        <div className={styles.body}>
          {link !== undefined && <LinkCard key={link} ticket={link} />}
          {sees && <Channels selected={shown?.id} />}
          <div className={styles.side}>
            <Personal />
            {shown !== undefined && <DeliveryLog key={shown.id} channel={shown} />}
          </div>
        </div>
      </div>
    </Page>
  );
}
