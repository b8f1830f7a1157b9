import { HubConnectionState, type HubConnection } from "@microsoft/signalr";

export interface Viewer {
  readonly userId: string;
  readonly name: string;
  readonly organisationId: string;
  readonly organisationName: string;
}

interface ViewersNotice {
  readonly approvalId: string;
  readonly viewers: readonly Viewer[];
}

// The hub forgets who has not said it for three quarters of a minute.
const sayAgainMs = 20_000;

/** Says which approval this page has open, and hears who else has. */
export class ApprovalPresence {
  readonly #hub: Pick<HubConnection, "state" | "on" | "invoke">;
  #open: string | null = null;
  #viewers: readonly Viewer[] = [];
  #timer: ReturnType<typeof setInterval> | undefined;
  readonly #listeners = new Set<() => void>();

  constructor(hub: Pick<HubConnection, "state" | "on" | "invoke">) {
    this.#hub = hub;
    hub.on("ApprovalViewersChanged", (notice: ViewersNotice) => {
      if (notice.approvalId === this.#open) this.#set(notice.viewers);
    });
  }

  /** Everyone who has the open approval open, this person too. */
  get viewers(): readonly Viewer[] {
    return this.#viewers;
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Opens an approval until the returned function is called. */
  open(approvalId: string): () => void {
    this.#open = approvalId;
    this.#set([]);
    void this.say();
    this.#timer ??= setInterval(() => void this.say(), sayAgainMs);
    return () => {
      if (this.#open !== approvalId) return;
      this.#open = null;
      clearInterval(this.#timer);
      this.#timer = undefined;
      if (this.#hub.state === HubConnectionState.Connected) void this.#hub.invoke("CloseApproval", approvalId).catch(() => undefined);
    };
  }

  /** Says it again; also after a reconnect. */
  async say(): Promise<void> {
    const asked = this.#open;
    if (asked === null || this.#hub.state !== HubConnectionState.Connected) return;
    try {
      const notice = await this.#hub.invoke<ViewersNotice>("OpenApproval", asked);
      if (notice.approvalId === this.#open) this.#set(notice.viewers);
    } catch {
      // The connection broke, or the approval is not to be seen any more: the page finds out by reading it.
      if (this.#open === asked) this.#set([]);
    }
  }

  #set(viewers: readonly Viewer[]): void {
    this.#viewers = viewers;
    this.#listeners.forEach((listener) => listener());
  }
}
