namespace SaaSGate.Postgres.Regions;

/// <summary>How a lock ends.</summary>
/// <param name="LiftableBy"><see cref="Responders"/>, <see cref="Admins"/> or <see cref="Setter"/>; an admin in person always.</param>
/// <param name="ExpiresAt">When it lifts itself; null for never.</param>
/// <param name="SetFor">Who made the token that sets it; null for a person.</param>
public sealed record LockTerms(string LiftableBy = LockTerms.Responders, DateTimeOffset? ExpiresAt = null, string? SetFor = null)
{
    /// <summary>Who may lift a lock: responders and admins, admins alone, or who set it.</summary>
    public const string Responders = "responders", Admins = "admins", Setter = "setter";

    /// <summary>Until responders or admins lift it.</summary>
    public static LockTerms Default { get; } = new();
}
