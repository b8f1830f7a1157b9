import { useEffect, useEffectEvent, useState } from "react";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import type { FeedItem } from "#shared/live/feed-cursor.ts";
import { useLiveConnection } from "#shared/live/live-context.ts";
import { alertsOf } from "#shared/push/alert.ts";
import { playChime } from "#shared/push/chime.ts";
import { groupsQuery } from "#shared/queries/approvals.ts";
import { personalQuery } from "#shared/queries/notifications.ts";
import { useSession } from "#shared/queries/session-context.ts";

/**
 * Sounds, and shows on the desktop, what begins to wait for the person while the portal is open; takes it back when it is decided.
 * Sounds once for all that was missed, and not for what has ended since.
 */
export function Alerts(): null {
  const connection = useLiveConnection();
  const navigate = useNavigate();
  const settings = useQuery({ ...personalQuery, staleTime: Infinity }).data;
  const groups = useQuery(groupsQuery).data ?? [];
  const { user } = useSession();
  const [shown] = useState(() => new Map<string, Notification>());

  const take = useEffectEvent((items: readonly FeedItem[]) => {
    if (settings === undefined) return;
    const { waiting, ended } = alertsOf(items);
    for (const id of ended) {
      shown.get(id)?.close();
      shown.delete(id);
    }
    const heard = waiting.filter(({ reaches }) => reaches(settings.leastSeverity, user.id, groups, Date.now()));
    if (settings.sound && heard.length > 0) void playChime();
    if (!settings.desktop || document.hasFocus()) return;
    if (!("Notification" in window) || Notification.permission !== "granted") return;
    for (const { id, title, body } of heard) {
      const notification = new Notification(title, { tag: id, body, icon: "/favicon.svg" });
      notification.onclick = () => {
        window.focus();
        notification.close();
        void navigate({ to: "/approvals/{-$approvalId}", params: { approvalId: id } });
      };
      shown.set(id, notification);
    }
  });
  useEffect(() => connection.subscribeFeed((items) => take(items)), [connection]);
  return null;
}
