namespace SaaSGate.Postgres.Scim;

/// <summary>What a group is to be.</summary>
/// <param name="DisplayName">Its name.</param>
/// <param name="ExternalId">The directory's id; null for none.</param>
/// <param name="Resource">What was sent, a JSON object without members.</param>
/// <param name="Members">What happens to its people, in order; none: they stay.</param>
public sealed record DirectoryGroupDraft(string DisplayName, string? ExternalId, string Resource, IReadOnlyList<DirectoryMemberChange> Members);
