import type { IdentityProvider } from "../../shared/api/types.ts";
import type { ProviderDraft } from "./provider-draft.ts";

/** Of the fields of one kind of provider. */
export interface ProviderFieldsProps {
  readonly provider: IdentityProvider | null;
  readonly draft: ProviderDraft;
  readonly set: (changed: Partial<ProviderDraft>) => void;
  readonly errors: Readonly<Record<string, readonly string[]>>;
}
