namespace SaaSGate.Postgres.Scim;

/// <summary>A token of the directory, without its text.</summary>
/// <param name="Id">Its id, <c>tok_…</c>.</param>
/// <param name="Name">What it is for.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="CreatedByName">Who made it.</param>
/// <param name="ExpiresAt">When it ends.</param>
/// <param name="Reduced">Whether who made it has left: it reads and deactivates, and nothing else.</param>
public sealed record DirectoryTokenView(string Id, string Name, DateTimeOffset CreatedAt, string CreatedByName, DateTimeOffset ExpiresAt, bool Reduced);
