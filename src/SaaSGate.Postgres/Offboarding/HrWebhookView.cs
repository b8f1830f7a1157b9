namespace SaaSGate.Postgres.Offboarding;

/// <summary>A place where an HR system says who has left, without its secret.</summary>
/// <param name="Id">Its id, <c>hrw_…</c>.</param>
/// <param name="Name">Its name, unique in the organisation.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="CreatedByName">By whom.</param>
/// <param name="LastUsedAt">When something signed last came; null for never.</param>
public sealed record HrWebhookView(string Id, string Name, DateTimeOffset CreatedAt, string CreatedByName, DateTimeOffset? LastUsedAt);
