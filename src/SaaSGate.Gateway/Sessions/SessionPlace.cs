namespace SaaSGate.Gateway.Sessions;

/// <summary>Where a request belongs.</summary>
/// <param name="SessionId"><c>ses_…</c>.</param>
/// <param name="ParentExchangeId">The exchange whose conversation this one goes on; null where it begins one. Two that go on from the same one are a fork.</param>
internal readonly record struct SessionPlace(string SessionId, string? ParentExchangeId);
