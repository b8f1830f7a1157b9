import { HubConnectionBuilder, LogLevel, type HubConnection } from "@microsoft/signalr";
import { pauseAfter } from "./pauses.ts";

/** The portal's hub; it reconnects by itself. */
export function portalHub(): HubConnection {
  return new HubConnectionBuilder()
    .withUrl("/hubs/portal")
    .withAutomaticReconnect({ nextRetryDelayInMilliseconds: ({ previousRetryCount }) => pauseAfter(previousRetryCount) })
    .configureLogging(LogLevel.None)
    .build();
}
