namespace SaaSGate.ControlPlane.Notifications;

/// <summary>Where a message goes, opened.</summary>
/// <param name="OrganisationId">Whose channel.</param>
/// <param name="Id"><c>chn_…</c>.</param>
/// <param name="Settings">What its kind needs to know.</param>
/// <param name="Secrets">What opens the way to it.</param>
internal sealed record ChannelTarget(string OrganisationId, string Id, ChannelSettings Settings, ChannelSecrets Secrets);
