namespace SaaSGate.Contracts.Recording;

/// <summary>Where a record stands.</summary>
/// <param name="OrganisationId"><c>org_…</c>.</param>
/// <param name="SessionId"><c>ses_…</c>.</param>
/// <param name="Sequence">Place in the session's chain, from 1.</param>
public readonly record struct ChainPlace(string OrganisationId, string SessionId, long Sequence);
